// How the window looks, for QML and for the painters in C++.
#pragma once

#include "models/time_text.h"
#include "models/tokens.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QQmlEngine>

namespace pr::models {

/// Colours, fonts and sizes. Kept in the settings; the scale multiplies every length that px() gives.
class Theme : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(int mode READ mode WRITE setMode NOTIFY changed)
    Q_PROPERTY(bool dark READ dark NOTIFY changed)
    Q_PROPERTY(double scale READ scale WRITE setScale NOTIFY changed)
    Q_PROPERTY(bool comfortable READ comfortable WRITE setComfortable NOTIFY changed)
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY changed)
    Q_PROPERTY(int timeForm READ timeFormNumber WRITE setTimeForm NOTIFY changed)
    Q_PROPERTY(int rowHeight READ rowHeight NOTIFY changed)
    Q_PROPERTY(QString uiFamily READ uiFamily CONSTANT)
    Q_PROPERTY(QString dataFamily READ dataFamily CONSTANT)
    Q_PROPERTY(QString iconFamily READ iconFamily CONSTANT)
    Q_PROPERTY(QColor bg0 READ bg0 NOTIFY changed)
    Q_PROPERTY(QColor bg1 READ bg1 NOTIFY changed)
    Q_PROPERTY(QColor bg2 READ bg2 NOTIFY changed)
    Q_PROPERTY(QColor bg3 READ bg3 NOTIFY changed)
    Q_PROPERTY(QColor line READ line NOTIFY changed)
    Q_PROPERTY(QColor rowLine READ rowLine NOTIFY changed)
    Q_PROPERTY(QColor ctl READ ctl NOTIFY changed)
    Q_PROPERTY(QColor inputEdge READ inputEdge NOTIFY changed)
    Q_PROPERTY(QColor sel READ sel NOTIFY changed)
    Q_PROPERTY(QColor accentSoft READ accentSoft NOTIFY changed)
    Q_PROPERTY(QColor rowBad READ rowBad NOTIFY changed)
    Q_PROPERTY(QColor text READ text NOTIFY changed)
    Q_PROPERTY(QColor text2 READ text2 NOTIFY changed)
    Q_PROPERTY(QColor text3 READ text3 NOTIFY changed)
    Q_PROPERTY(QColor accent READ accent NOTIFY changed)
    Q_PROPERTY(QColor onAccent READ onAccent NOTIFY changed)
    Q_PROPERTY(QColor critical READ critical NOTIFY changed)
    Q_PROPERTY(QColor high READ high NOTIFY changed)
    Q_PROPERTY(QColor medium READ medium NOTIFY changed)
    Q_PROPERTY(QColor low READ low NOTIFY changed)
    Q_PROPERTY(QColor info READ info NOTIFY changed)
    Q_PROPERTY(QColor ok READ ok NOTIFY changed)
    Q_PROPERTY(QColor tcp READ tcp NOTIFY changed)
    Q_PROPERTY(QColor udp READ udp NOTIFY changed)
    Q_PROPERTY(QColor dns READ dns NOTIFY changed)
    Q_PROPERTY(QColor http READ http NOTIFY changed)
    Q_PROPERTY(QColor tls READ tls NOTIFY changed)
    Q_PROPERTY(QColor quic READ quic NOTIFY changed)
    Q_PROPERTY(QColor smb READ smb NOTIFY changed)
    Q_PROPERTY(QColor icmp READ icmp NOTIFY changed)
    Q_PROPERTY(QColor arp READ arp NOTIFY changed)
public:
    enum Mode { System, Dark, Light };
    Q_ENUM(Mode)

    explicit Theme(QObject* parent = nullptr);

    int mode() const { return m_mode; }
    void setMode(int mode);
    bool dark() const;
    double scale() const { return m_scale; }
    void setScale(double scale);  ///< 0.9 … 1.5
    bool comfortable() const { return m_comfortable; }
    void setComfortable(bool comfortable);
    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);
    /// How times are written, in all tables.
    TimeForm timeForm() const { return m_timeForm; }
    int timeFormNumber() const { return static_cast<int>(m_timeForm); }
    void setTimeForm(int form);
    Q_INVOKABLE QString timeTitle(const QString& title, bool ofPackets) const;
    int rowHeight() const { return px(m_comfortable ? 26 : 22); }

    Q_INVOKABLE int px(double length) const;

    QString uiFamily() const { return QStringLiteral("Inter"); }
    QString dataFamily() const { return QStringLiteral("JetBrains Mono"); }
    QString iconFamily() const { return QStringLiteral("Material Icons"); }
    /// For text from evidence: no ligatures, so `==` and `0x3f` stay what they are.
    QFont uiFont(int pixels) const;
    QFont dataFont(int pixels) const;
    QFont iconFont(int pixels) const;

    QColor colour(Token token) const { return QColor::fromRgb(rgb(token, dark())); }
    QColor colour(Ink ink) const;
    QColor colour(Severity severity) const;
    /// A character of the icon font that tells the severity by its shape.
    static QChar glyph(Severity severity);

    QColor bg0() const { return colour(Token::Bg0); }
    QColor bg1() const { return colour(Token::Bg1); }
    QColor bg2() const { return colour(Token::Bg2); }
    QColor bg3() const { return colour(Token::Bg3); }
    QColor line() const { return colour(Token::Line); }
    QColor rowLine() const { return colour(Token::RowLine); }
    QColor ctl() const { return colour(Token::Ctl); }
    QColor inputEdge() const { return colour(Token::InputEdge); }
    QColor sel() const { return colour(Token::Sel); }
    QColor accentSoft() const { return colour(Token::AccentSoft); }
    QColor rowBad() const { return colour(Token::RowBad); }
    QColor text() const { return colour(Token::Text); }
    QColor text2() const { return colour(Token::Text2); }
    QColor text3() const { return colour(Token::Text3); }
    QColor accent() const { return colour(Token::Accent); }
    QColor onAccent() const { return colour(Token::OnAccent); }
    QColor critical() const { return colour(Token::Critical); }
    QColor high() const { return colour(Token::High); }
    QColor medium() const { return colour(Token::Medium); }
    QColor low() const { return colour(Token::Low); }
    QColor info() const { return colour(Token::Info); }
    QColor ok() const { return colour(Token::Ok); }
    QColor tcp() const { return colour(Token::Tcp); }
    QColor udp() const { return colour(Token::Udp); }
    QColor dns() const { return colour(Token::Dns); }
    QColor http() const { return colour(Token::Http); }
    QColor tls() const { return colour(Token::Tls); }
    QColor quic() const { return colour(Token::Quic); }
    QColor smb() const { return colour(Token::Smb); }
    QColor icmp() const { return colour(Token::Icmp); }
    QColor arp() const { return colour(Token::Arp); }

signals:
    void changed();

private:
    void keep(const QString& key, const QVariant& value);

    int m_mode = System;
    double m_scale = 1;
    bool m_comfortable = false;
    bool m_reducedMotion = false;
    TimeForm m_timeForm = TimeForm::UtcDate;
};

/// Adds the fonts of the resources to the application; false if one is not there.
bool loadFonts();

}  // namespace pr::models
