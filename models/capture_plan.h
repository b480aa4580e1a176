// What the capture dialogue asks for: fields as they are written, what is wrong with them, and the worker's arguments.
#pragma once

#include "models/capture_filter_check.h"
#include "models/interfaces_model.h"

#include <QObject>
#include <QQmlEngine>
#include <QStringList>
#include <QVariantMap>

namespace pr::models {

class CapturePlan : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    /// By the name of a field: what it takes instead. Fields of one interface: "filter:eth0", "snaplen:eth0".
    Q_PROPERTY(QVariantMap problems READ problems NOTIFY changed)
    /// What keeps a capture from starting and is no field's; empty: nothing.
    Q_PROPERTY(QString obstacle READ obstacle NOTIFY changed)
    /// By the name of a field: what is written in it.
    Q_PROPERTY(QVariantMap texts READ texts NOTIFY changed)
    Q_PROPERTY(bool valid READ isValid NOTIFY changed)
    Q_PROPERTY(bool promiscuous READ promiscuous WRITE setPromiscuous NOTIFY changed)
    /// Whether the helper that records by XDP is here, and an interface for it.
    Q_PROPERTY(bool xdpOffered READ xdpOffered NOTIFY changed)
    Q_PROPERTY(bool xdp READ xdp WRITE setXdp NOTIFY changed)
    /// The detectors whose alerts can be waited for, and those that are: none means any.
    Q_PROPERTY(QStringList detectors READ detectors CONSTANT)
    Q_PROPERTY(QStringList awaited READ awaited NOTIFY changed)
    Q_PROPERTY(bool waitsForTrigger READ waitsForTrigger NOTIFY changed)
public:
    explicit CapturePlan(InterfacesModel& interfaces, QObject* parent = nullptr);

    /// Fields: "name", "filter", and the options of `packetrecorder capture` of the same names: "snaplen", "duration",
    /// "count", "filesize", "min-free", "start-at", "stop-at", "ring-size", "ring-duration", "pre-trigger", "sample".
    /// Empty: the option is not given.
    QVariantMap texts() const { return m_texts; }
    Q_INVOKABLE void set(const QString& field, const QString& text);
    /// What a field is called, in the dialogue and in what is said of another one.
    Q_INVOKABLE QString label(const QString& field) const;
    bool promiscuous() const { return m_promiscuous; }
    void setPromiscuous(bool on);
    bool xdpOffered() const { return m_interfaces->offersXdp(); }
    bool xdp() const { return m_xdp && xdpOffered(); }
    void setXdp(bool on);
    QStringList detectors() const;
    QStringList awaited() const { return m_awaited; }
    Q_INVOKABLE void await(const QString& detector, bool on);

    /// As `packetrecorder capture` says it, with the names of the fields instead of options.
    QVariantMap problems() const;
    QString obstacle() const;
    bool isValid() const { return obstacle().isEmpty() && problems().isEmpty(); }
    /// Of the worker, beginning with "capture"; the case is not among them.
    QStringList arguments() const;
    /// "eth0, wlan0": for titles.
    QString interfaces() const { return m_interfaces->chosenNames().join(", "); }
    /// A capture that keeps its last seconds only until somebody or an alert asks for all.
    bool waitsForTrigger() const { return !trimmed("pre-trigger").isEmpty(); }

signals:
    void changed();

private:
    QString trimmed(const QString& field) const { return m_texts.value(field).toString().trimmed(); }
    QString backEnd() const { return xdp() ? "xdp" : "libpcap"; }
    /// The filter that holds for an interface, and whose field it stands in.
    std::pair<QString, QString> filterOf(const InterfacesModel::Interface& interface) const;
    void checkFilters();
    void choiceOrBackEndChanged();

    InterfacesModel* m_interfaces;
    CaptureFilterCheck m_filters;
    QVariantMap m_texts{{"snaplen", "262144"}, {"min-free", "256M"}};
    QStringList m_awaited;
    bool m_promiscuous = true, m_xdp = false;
};

}  // namespace pr::models
