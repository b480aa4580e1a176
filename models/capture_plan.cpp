#include "models/capture_plan.h"

#include <array>
#include <limits>

namespace pr::models {

namespace {

struct Rule {
    const char* field;
    quint64 least;
    quint64 most;
    bool required;
    const char* takes;
};

constexpr quint64 any = std::numeric_limits<qint64>::max();
constexpr quint64 hundredYears = 100ULL * 365 * 86'400;
constexpr const char* wholeNumber = QT_TRANSLATE_NOOP("CapturePlan", "A whole number from 1 on, or nothing.");
constexpr const char* size = QT_TRANSLATE_NOOP("CapturePlan", "A number such as 500M or 2G, or nothing.");
constexpr Rule snaplen{
    "snaplen", 64, 262'144, true, QT_TRANSLATE_NOOP("CapturePlan", "A whole number from 64 to 262144.")};
constexpr std::array rules{
    snaplen,
    Rule{"duration", 1, hundredYears, false, wholeNumber},
    Rule{"count", 1, any, false, wholeNumber},
    Rule{"filesize", 1, any, false, size},
    Rule{"min-free", 0, any, false, size},
    Rule{"ring-size", 4ULL << 20, any, false, QT_TRANSLATE_NOOP("CapturePlan", "4M or more, or nothing.")},
    Rule{"ring-duration", 1, hundredYears, false, wholeNumber},
    Rule{"pre-trigger", 1, hundredYears, false, wholeNumber},
};

bool isRight(const Rule& rule, const QString& written)
{
    const auto number = sizeOf(written);
    return written.isEmpty() ? !rule.required : number && *number >= rule.least && *number <= rule.most;
}

}  // namespace

std::optional<quint64> sizeOf(const QString& text)
{
    auto digits = text.trimmed();
    unsigned shift = 0;
    if (!digits.isEmpty()) {
        const auto suffix = QString{"kMG"}.indexOf(digits.back(), 0, Qt::CaseSensitive);
        if (suffix >= 0) {
            shift = 10U * (static_cast<unsigned>(suffix) + 1);
            digits.chop(1);
        }
    }
    for (const auto digit : digits)
        if (digit < '0' || digit > '9')
            return std::nullopt;
    bool fits = false;
    const auto number = digits.toULongLong(&fits);
    if (!fits || number > (std::numeric_limits<quint64>::max() >> shift))
        return std::nullopt;
    return number << shift;
}

CapturePlan::CapturePlan(InterfacesModel& interfaces, QObject* parent) : QObject{parent}, m_interfaces{&interfaces}
{
    connect(m_interfaces, &InterfacesModel::changed, this, &CapturePlan::changed);
    connect(m_interfaces, &InterfacesModel::choiceChanged, this, [this] {
        checkFilters();
        emit changed();
    });
    connect(&m_filters, &CaptureFilterCheck::changed, this, &CapturePlan::changed);
}

void CapturePlan::set(const QString& field, const QString& text)
{
    if (std::exchange(m_texts[field], text).toString() == text)
        return;
    if (field == "filter")
        checkFilters();
    emit changed();
}

void CapturePlan::setPromiscuous(bool on)
{
    if (std::exchange(m_promiscuous, on) != on)
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
            questions.emplace_back(interface.name, filter);
    m_filters.want(std::move(questions));
}

QVariantMap CapturePlan::problems() const
{
    QVariantMap problems;
    for (const auto& rule : rules)
        if (!isRight(rule, trimmed(rule.field)))
            problems[rule.field] = tr(rule.takes);
    if (waitsForTrigger() && !trimmed("ring-duration").isEmpty() && !problems.contains("pre-trigger"))
        problems["pre-trigger"] = tr("Excludes the seconds beside it: empty one of the two.");
    for (const auto& interface : m_interfaces->chosen()) {
        const auto written = interface.snaplen.trimmed();
        if (!written.isEmpty() && !isRight(snaplen, written))
            problems["snaplen:" + interface.name] = tr(snaplen.takes);
        const auto [filter, field] = filterOf(interface);
        if (const auto wrong = m_filters.problem({interface.name, filter}); !filter.isEmpty() && !wrong.isEmpty())
            problems[field] = wrong;
    }
    return problems;
}

QString CapturePlan::obstacle() const
{
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
    // in front of the first interface an option is everybody's, behind one it is that one's
    give("filter", trimmed("filter"));
    give("snaplen", trimmed("snaplen"));
    give("promisc", yesOrNo(m_promiscuous));
    for (const auto& interface : m_interfaces->chosen()) {
        give("interface", interface.name);
        give("filter", interface.filter);
        give("snaplen", interface.snaplen);
        if (interface.promiscuous)
            give("promisc", yesOrNo(*interface.promiscuous));
    }
    for (const auto& rule : rules)
        if (!rule.required)
            give(rule.field, trimmed(rule.field));
    if (trimmed("min-free").isEmpty())
        give("min-free", "0");
    give("name", trimmed("name"));
    return arguments;
}

}  // namespace pr::models
