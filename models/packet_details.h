// One packet opened: its field tree and bytes, linked both ways.
#pragma once

#include "models/field_tree.h"
#include "models/latest_task.h"

namespace pr::models {

/// Asks the case on a thread of its own; the answer to an older question is dropped.
class PacketDetails : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(pr::models::FieldTree* tree READ tree CONSTANT)
    Q_PROPERTY(double number READ number NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
    Q_PROPERTY(QStringList sources READ sources NOTIFY changed)
    Q_PROPERTY(int source READ source WRITE setSource NOTIFY sourceChanged)
    Q_PROPERTY(QByteArray bytes READ bytes NOTIFY sourceChanged)
    Q_PROPERTY(int currentRow READ currentRow WRITE setCurrentRow NOTIFY currentChanged)
    Q_PROPERTY(double start READ start NOTIFY currentChanged)
    Q_PROPERTY(double length READ length NOTIFY currentChanged)
    Q_PROPERTY(QString currentFilter READ currentFilter NOTIFY currentChanged)
    Q_PROPERTY(QString currentName READ currentName NOTIFY currentChanged)
    Q_PROPERTY(QString currentValue READ currentValue NOTIFY currentChanged)
    Q_PROPERTY(QString currentText READ currentText NOTIFY currentChanged)
    Q_PROPERTY(QStringList follows READ follows NOTIFY changed)
public:
    explicit PacketDetails(QObject* parent = nullptr);
    ~PacketDetails() override;

    void setCase(std::shared_ptr<CaseSource> source, std::int64_t session);
    /// 0: nothing.
    void show(quint64 packet);

    FieldTree* tree() { return &m_tree; }
    double number() const { return static_cast<double>(m_details.number); }
    QString error() const { return m_error; }
    QStringList sources() const;
    int source() const { return m_source; }
    void setSource(int source);
    QByteArray bytes() const;
    int currentRow() const { return m_row; }
    void setCurrentRow(int row);
    double start() const;
    double length() const;
    QString currentFilter() const;
    QString currentName() const;
    QString currentValue() const;
    QString currentText() const;
    /// Protocols whose stream can be followed from here, by name.
    QStringList follows() const;
    std::optional<FollowTarget> target(const QString& protocol) const;

    Q_INVOKABLE bool canFollow(const QString& protocol) const { return target(protocol).has_value(); }
    /// Selects the field over a byte of the shown source.
    Q_INVOKABLE void selectByte(double offset);
    /// The visible line over a byte, without opening anything; -1.
    Q_INVOKABLE int rowOver(double offset);
    /// [start, length] of a visible line in the shown source; length 0 if it stands elsewhere or nowhere.
    Q_INVOKABLE QList<double> rangeOf(int row) const;

signals:
    void changed();
    void sourceChanged();
    void currentChanged();

private:
    const FieldNode* current() const { return m_tree.node(m_row); }

    FieldTree m_tree;
    Details m_details;
    QString m_error;
    int m_source = 0;
    int m_row = -1;
    std::string m_wanted;  // abbreviation of the selected field, found again in the next packet
    std::shared_ptr<CaseSource> m_case;
    std::int64_t m_session = 0;
    quint64 m_question = 0;
    LatestTask m_task;  // last: its thread posts to this
};

}  // namespace pr::models
