#include "models/theme.h"

#include <QFontDatabase>
#include <QGuiApplication>
#include <QPalette>
#include <QSettings>

#include <algorithm>
#include <array>
#include <cmath>

namespace pr::models {

Theme::Theme(QObject* parent) : QObject{parent}
{
    const QSettings settings;
    m_mode = std::clamp(settings.value("look/theme", int{System}).toInt(), int{System}, int{Light});
    m_scale = std::clamp(settings.value("look/scale", 1.0).toDouble(), 0.9, 1.5);
    m_comfortable = settings.value("look/comfortable", false).toBool();
    m_reducedMotion = settings.value("look/reducedMotion", false).toBool();
    m_timeForm = static_cast<TimeForm>(std::clamp(settings.value("look/time", 0).toInt(), 0, timeForms - 1));
}

void Theme::keep(const QString& key, const QVariant& value)
{
    QSettings{}.setValue(key, value);
    emit changed();
}

void Theme::setMode(int mode)
{
    if (mode == m_mode || mode < System || mode > Light)
        return;
    m_mode = mode;
    keep("look/theme", mode);
}

bool Theme::dark() const
{
    if (m_mode != System)
        return m_mode == Dark;
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

void Theme::setScale(double scale)
{
    scale = std::clamp(std::round(scale * 20) / 20, 0.9, 1.5);
    if (scale == m_scale)
        return;
    m_scale = scale;
    keep("look/scale", scale);
}

void Theme::setComfortable(bool comfortable)
{
    if (comfortable == m_comfortable)
        return;
    m_comfortable = comfortable;
    keep("look/comfortable", comfortable);
}

void Theme::setReducedMotion(bool reduced)
{
    if (reduced == m_reducedMotion)
        return;
    m_reducedMotion = reduced;
    keep("look/reducedMotion", reduced);
}

void Theme::setTimeForm(int form)
{
    if (form < 0 || form >= timeForms || form == timeFormNumber())
        return;
    m_timeForm = static_cast<TimeForm>(form);
    keep("look/time", form);
}

QString Theme::timeTitle(const QString& title, bool ofPackets) const
{
    return QString::fromStdString(pr::models::timeTitle(title.toStdString(), m_timeForm, ofPackets));
}

int Theme::px(double length) const
{
    return static_cast<int>(std::lround(length * m_scale));
}

namespace {

QFont evidenceFont(const QString& family, int pixels)
{
    QFont font{family};
    font.setPixelSize(pixels);
    font.setStyleStrategy(QFont::StyleStrategy(QFont::PreferAntialias | QFont::PreferNoShaping));
    font.setHintingPreference(QFont::PreferVerticalHinting);
    return font;
}

}  // namespace

QFont Theme::uiFont(int pixels) const
{
    return evidenceFont(uiFamily(), px(pixels));
}

QFont Theme::dataFont(int pixels) const
{
    auto font = evidenceFont(dataFamily(), px(pixels));
    font.setStyleHint(QFont::Monospace);
    return font;
}

QFont Theme::iconFont(int pixels) const
{
    QFont font{iconFamily()};
    font.setPixelSize(px(pixels));
    return font;
}

QColor Theme::colour(Ink ink) const
{
    constexpr std::array inks{Token::Text, Token::Text2, Token::Tcp, Token::Udp, Token::Dns, Token::Http, Token::Tls,
        Token::Quic, Token::Smb, Token::Icmp, Token::Arp};
    return colour(inks[static_cast<std::size_t>(ink)]);
}

QColor Theme::colour(Severity severity) const
{
    constexpr std::array severities{Token::Text3, Token::Info, Token::Low, Token::Medium, Token::High, Token::Critical};
    return colour(severities[static_cast<std::size_t>(severity)]);
}

QChar Theme::glyph(Severity severity)
{
    // bar, hollow circle, filled circle, triangle, octagon
    constexpr std::array<char16_t, 6> glyphs{u' ', u'\ue15b', u'\ue40c', u'\ue061', u'\ue002', u'\ue160'};
    return QChar{glyphs[static_cast<std::size_t>(severity)]};
}

bool loadFonts()
{
    bool loaded = true;
    for (const auto* file : {"Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf",
             "JetBrainsMono-Medium.ttf", "MaterialIcons-Regular.ttf"})
        loaded = QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/") + QLatin1String{file}) >= 0 && loaded;
    return loaded;
}

}  // namespace pr::models
