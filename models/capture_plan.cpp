#include "models/capture_plan.h"

#include "core/detect/detectors.h"
#include "core/pipeline/capture_rules.h"

#include <algorithm>
#include <array>

namespace pr::models {

namespace {

struct Labelled {
    const char* field;
    const char* words;
};

constexpr std::array labels{
    Labelled{"name", QT_TRANSLATE_NOOP("CapturePlan", "Name of the session")},
    Labelled{"filter", QT_TRANSLATE_NOOP("CapturePlan", "Capture filter of the others")},
    Labelled{"snaplen", QT_TRANSLATE_NOOP("CapturePlan", "Bytes kept of a packet")},
    Labelled{"sample", QT_TRANSLATE_NOOP("CapturePlan", "One packet of")},
    Labelled{"start-at", QT_TRANSLATE_NOOP("CapturePlan", "Start at (local time, or UTC with Z)")},
    Labelled{"stop-at", QT_TRANSLATE_NOOP("CapturePlan", "Stop at (local time, or UTC with Z)")},
    Labelled{"duration", QT_TRANSLATE_NOOP("CapturePlan", "Stop after seconds")},
    Labelled{"count", QT_TRANSLATE_NOOP("CapturePlan", "Stop after packets")},
    Labelled{"filesize", QT_TRANSLATE_NOOP("CapturePlan", "Stop after bytes")},
    Labelled{"min-free", QT_TRANSLATE_NOOP("CapturePlan", "Stop when so little is free on the disk")},
    Labelled{"ring-size", QT_TRANSLATE_NOOP("CapturePlan", "Bytes on the disk")},
    Labelled{"ring-duration", QT_TRANSLATE_NOOP("CapturePlan", "Seconds")},
    Labelled{"pre-trigger", QT_TRANSLATE_NOOP("CapturePlan", "Seconds until an alert")},
};

// What is given behind the interfaces, in this order.
constexpr std::array options{
    "start-at", "stop-at", "duration", "count", "filesize", "min-free", "ring-size", "ring-duration", "pre-trigger"};

}  // namespace

CapturePlan::CapturePlan(InterfacesModel& interfaces, QObject* parent) : QObject{parent}, m_interfaces{&interfaces}
{
    connect(m_interfaces, &InterfacesModel::changed, this, &CapturePlan::changed);
    connect(m_interfaces, &InterfacesModel::choiceChanged, this, &CapturePlan::choiceOrBackEndChanged);
    connect(&m_filters, &CaptureFilterCheck::changed, this, &CapturePlan::changed);
}

void CapturePlan::choiceOrBackEndChanged()
{
    checkFilters();
    emit changed();
}

void CapturePlan::set(const QString& field, const QString& text)
{
    if (std::exchange(m_texts[field], text).toString() == text)
        return;
    if (field == "filter")
        checkFilters();
    emit changed();
}

QString CapturePlan::label(const QString& field) const
{
    const auto found = std::ranges::find_if(labels, [&](const Labelled& one) { return field == one.field; });
    return found == labels.end() ? field : tr(found->words);
}

void CapturePlan::setPromiscuous(bool on)
{
    if (std::exchange(m_promiscuous, on) != on)
        emit changed();
}

void CapturePlan::setXdp(bool on)
{
    if (std::exchange(m_xdp, on) != on)
        choiceOrBackEndChanged();
}

QStringList CapturePlan::detectors() const
{
    return QString::fromLatin1(detect::kDetectorNames.data(), detect::kDetectorNames.size()).split('|');
}

void CapturePlan::await(const QString& detector, bool on)
{
    if (m_awaited.contains(detector) == on)
        return;
    if (on)
        m_awaited.append(detector);
    else
        m_awaited.removeAll(detector);
    emit changed();
}

std::pair<QString, QString> CapturePlan::filterOf(const InterfacesModel::Interface& interface) const
{
    const auto own = interface.filter.trimmed();
    return own.isEmpty() ? std::pair{trimmed("filter"), QString{"filter"}} : std::pair{own, "filter:" + interface.name};
}

void CapturePlan::checkFilters()
{
    std::vector<CaptureFilterCheck::Question> questions;
    for (const auto& interface : m_interfaces->chosen())
        if (const auto filter = filterOf(interface).first; !filter.isEmpty())
            questions.push_back({interface.name, filter, backEnd()});
    m_filters.want(std::move(questions));
}

QVariantMap CapturePlan::problems() const
{
    QVariantMap problems;
    const auto told = [this](const pipeline::WrongOption& wrong) {
        auto words = QString::fromStdString(wrong.said([this](std::string_view other) {
            return '"' + label(QString::fromUtf8(other.data(), static_cast<qsizetype>(other.size()))).toStdString()
                + '"';
        }));
        words[0] = words[0].toUpper();
        return words + '.';
    };
    const Timestamp now = std::chrono::system_clock::now();
    pipeline::WrittenOptions written{{"backend", backEnd().toStdString()}};
    for (const auto option : pipeline::kCheckedOptions)
        if (const QString field = QString::fromUtf8(option.data(), static_cast<qsizetype>(option.size()));
            m_texts.contains(field) && (field != "sample" || xdp()))
            written[std::string{option}] = trimmed(field).toStdString();
    for (const auto& wrong : pipeline::wrongOptions(written, now))
        problems[QString::fromUtf8(wrong.option.data(), static_cast<qsizetype>(wrong.option.size()))] = told(wrong);
    for (const auto& interface : m_interfaces->chosen()) {
        for (const auto& wrong : pipeline::wrongOptions({{"snaplen", interface.snaplen.trimmed().toStdString()}}, now))
            problems["snaplen:" + interface.name] = told(wrong);
        const auto [filter, field] = filterOf(interface);
        if (const auto wrong = m_filters.problem({interface.name, filter, backEnd()});
            !filter.isEmpty() && !wrong.isEmpty())
            problems[field] = wrong;
    }
    return problems;
}

QString CapturePlan::obstacle() const
{
    if (xdp())
        for (const auto& interface : m_interfaces->chosen())
            if (!interface.xdp)
                return tr("XDP cannot record from %1: untick it, or record by packet sockets.").arg(interface.name);
    if (!m_interfaces->chosenNames().isEmpty() || m_interfaces->loading())
        return {};
    return m_interfaces->count() > 0 ? tr("Tick at least one interface.") : tr("There is no interface to record from.");
}

QStringList CapturePlan::arguments() const
{
    QStringList arguments{"capture"};
    const auto give = [&](const QString& option, const QString& value) {
        if (const auto plain = value.trimmed(); !plain.isEmpty())
            arguments.append("--" + option + "=" + plain);
    };
    const auto yesOrNo = [](bool on) { return QString{on ? "true" : "false"}; };
    if (xdp()) {
        give("backend", backEnd());
        give("sample", trimmed("sample"));
    }
    // in front of the first interface an option is everybody's, behind one it is that one's
    give("filter", trimmed("filter"));
    give("snaplen", trimmed("snaplen"));
    if (!xdp())
        give("promisc", yesOrNo(m_promiscuous));
    for (const auto& interface : m_interfaces->chosen()) {
        give("interface", interface.name);
        give("filter", interface.filter);
        give("snaplen", interface.snaplen);
        if (interface.promiscuous && !xdp())
            give("promisc", yesOrNo(*interface.promiscuous));
    }
    for (const auto* option : options)
        give(option, trimmed(option));
    if (trimmed("min-free").isEmpty())
        give("min-free", "0");
    if (waitsForTrigger())
        for (const auto& detector : detectors())
            if (m_awaited.contains(detector))
                give("trigger-on", detector);
    give("name", trimmed("name"));
    return arguments;
}

}  // namespace pr::models
