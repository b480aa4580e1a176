// A followed stream: both sides' bytes as text or hex, in the order of the packets, gaps drawn as such.
#pragma once

#include "models/latest_task.h"
#include "models/line_view.h"

#include <QPointer>
#include <QUrl>

namespace pr::models {

/// The lines of one stream; made on a thread of its own.
class StreamModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(bool open READ open NOTIFY changed)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString filter READ filter NOTIFY changed)
    Q_PROPERTY(QString client READ client NOTIFY changed)
    Q_PROPERTY(QString server READ server NOTIFY changed)
    Q_PROPERTY(double clientBytes READ clientBytes NOTIFY changed)
    Q_PROPERTY(double serverBytes READ serverBytes NOTIFY changed)
    Q_PROPERTY(bool cut READ cut NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
    Q_PROPERTY(int side READ side WRITE setSide NOTIFY layoutChanged)
    Q_PROPERTY(int form READ form WRITE setForm NOTIFY layoutChanged)
public:
    enum Side { Both, Client, Server };
    Q_ENUM(Side)
    enum Form { Text, Hex };
    Q_ENUM(Form)
    struct Line {
        QString text;
        quint64 packet = 0;
        bool fromServer = false;
        bool gap = false;
    };

    explicit StreamModel(QObject* parent = nullptr);
    ~StreamModel() override;

    void follow(std::shared_ptr<CaseSource> source, std::int64_t session, const FollowTarget& target);
    Q_INVOKABLE void close();

    bool open() const { return !m_title.isEmpty(); }
    bool loading() const { return m_loading; }
    QString title() const { return m_title; }
    QString filter() const { return m_filter; }
    QString client() const;
    QString server() const;
    double clientBytes() const { return static_cast<double>(m_content.clientBytes); }
    double serverBytes() const { return static_cast<double>(m_content.serverBytes); }
    bool cut() const { return m_content.cut; }
    QString error() const { return m_error; }
    int side() const { return m_side; }
    void setSide(int side);
    int form() const { return m_form; }
    void setForm(int form);
    const std::vector<Line>& lines() const { return m_lines; }

    Q_INVOKABLE double packetAt(double line) const;
    /// The first line from `from` on that holds the text, going round; -1.
    Q_INVOKABLE double find(const QString& text, double from) const;
    /// Writes the shown side's bytes. Empty if it went well, else why not.
    Q_INVOKABLE QString save(const QUrl& file) const;

signals:
    void changed();
    void layoutChanged();

private:
    void layOut();

    QString m_title, m_filter, m_error;
    StreamContent m_content;
    std::vector<Line> m_lines;
    bool m_loading = false;
    int m_side = Both;
    int m_form = Text;
    quint64 m_question = 0;
    LatestTask m_task;  // last: its thread posts to this
};

class StreamView : public pr::models::LineView {  // qualified: the type description names it so
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(pr::models::StreamModel* stream READ stream WRITE setStream NOTIFY streamChanged)
    Q_PROPERTY(double currentLine READ currentLine WRITE setCurrentLine NOTIFY currentLineChanged)
public:
    using LineView::LineView;

    StreamModel* stream() const { return m_stream; }
    void setStream(StreamModel* stream);
    double currentLine() const { return m_current; }
    void setCurrentLine(double line);
    quint64 lineCount() const override { return m_stream ? m_stream->lines().size() : 0; }

signals:
    void streamChanged();
    void currentLineChanged();
    void activated(double line);

protected:
    void paintLine(QPainter& painter, quint64 line, QSizeF size) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QPointer<StreamModel> m_stream;
    double m_current = -1;
};

}  // namespace pr::models
