// Whether capture filters are filters, while they are being written: the worker compiles them, as it does for
// Wireshark.
#pragma once

#include <QHash>
#include <QProcess>
#include <QTimer>

#include <vector>

namespace pr::models {

class CaptureFilterCheck : public QObject {
    Q_OBJECT
public:
    /// A filter for an interface, whose link type decides what it may say, as does the way of recording (`--backend`).
    struct Question {
        QString interface, filter, backEnd;

        bool operator==(const Question&) const = default;
        friend std::size_t qHash(const Question& asked, std::size_t seed = 0)
        {
            return qHashMulti(seed, asked.interface, asked.filter, asked.backEnd);
        }
    };

    explicit CaptureFilterCheck(QObject* parent = nullptr);
    ~CaptureFilterCheck() override;

    /// What is wrong; empty where nothing is, or nobody knows yet.
    QString problem(const Question& question) const { return m_answers.value(question); }
    /// Asks for those that were not asked before, once nothing more was wanted for a moment.
    void want(std::vector<Question> questions);

signals:
    /// An answer came.
    void changed();

private:
    void ask();

    QProcess m_process;
    QTimer m_pause;
    Question m_asked;
    std::vector<Question> m_wanted;
    QHash<Question, QString> m_answers;
};

}  // namespace pr::models
