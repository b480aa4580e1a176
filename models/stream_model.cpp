#include "models/page_cache.h"
#include "models/stream_view.h"

#include "core/base/text.h"

#include <QSaveFile>

#include <algorithm>

namespace pr::models {

namespace {

constexpr std::size_t textWidth = 160;
constexpr std::size_t hexWidth = 16;

void appendText(std::vector<StreamModel::Line>& lines, const StreamChunk& chunk)
{
    std::string line;
    const auto finish = [&] {
        lines.push_back(
            {QString::fromLatin1(line.data(), static_cast<qsizetype>(line.size())), chunk.packet, chunk.fromServer});
        line.clear();
    };
    for (const auto byte : chunk.bytes) {
        const auto c = std::to_integer<unsigned char>(byte);
        if (c == '\n') {
            finish();
            continue;
        }
        if (c == '\r')
            continue;
        line += c == '\t' ? ' ' : c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '.';
        if (line.size() == textWidth)
            finish();
    }
    if (!line.empty())
        finish();
}

void appendHex(std::vector<StreamModel::Line>& lines, const StreamChunk& chunk, std::size_t offset)
{
    for (std::size_t start = 0; start < chunk.bytes.size(); start += hexWidth) {
        auto text = QString("%1  ").arg(offset + start, 8, 16, QChar{'0'});
        QString ascii;
        for (std::size_t i = 0; i < hexWidth; ++i) {
            if (i == hexWidth / 2)
                text += ' ';
            if (start + i >= chunk.bytes.size()) {
                text += "   ";
                continue;
            }
            const auto byte = std::to_integer<unsigned char>(chunk.bytes[start + i]);
            text += QString("%1 ").arg(uint{byte}, 2, 16, QChar{'0'});
            ascii += byte >= 0x20 && byte < 0x7f ? QChar{byte} : QChar{'.'};
        }
        lines.push_back({text + ' ' + ascii, chunk.packet, chunk.fromServer});
    }
}

}  // namespace

StreamModel::StreamModel(QObject* parent) : QObject{parent} { }

StreamModel::~StreamModel() = default;

void StreamModel::follow(std::shared_ptr<CaseSource> source, std::int64_t session, const FollowTarget& target)
{
    const auto question = ++m_question;
    const auto protocol = QString::fromStdString(target.protocol);
    m_title = QString("%1 stream %2").arg(protocol.toUpper()).arg(target.stream);
    m_filter = QString("%1.stream == %2").arg(protocol == "udp" ? "udp" : "tcp").arg(target.stream);
    m_content = {};
    m_error.clear();
    m_loading = true;
    layOut();
    emit changed();
    m_task.run([this, question, source, session, target](std::stop_token stop) {
        auto answer = source->follow(session, target, stop);
        if (stop.stop_requested())
            return;
        StreamContent content;
        QString error;
        if (answer)
            content = std::move(*answer);
        else
            error = shownText(answer.error().text());
        QMetaObject::invokeMethod(
            this,
            [this, question, content = std::move(content), error]() mutable {
                if (question != m_question)
                    return;
                m_content = std::move(content);
                m_error = error;
                m_loading = false;
                layOut();
                emit changed();
            },
            Qt::QueuedConnection);
    });
}

void StreamModel::close()
{
    ++m_question;
    m_task.cancel();
    m_title.clear();
    m_content = {};
    m_loading = false;
    layOut();
    emit changed();
}

QString StreamModel::client() const
{
    return shownText(m_content.client);
}

QString StreamModel::server() const
{
    return shownText(m_content.server);
}

void StreamModel::setSide(int side)
{
    m_side = side;
    layOut();
}

void StreamModel::setForm(int form)
{
    m_form = form;
    layOut();
}

void StreamModel::layOut()
{
    m_lines.clear();
    std::size_t offsets[2] = {};
    for (const auto& chunk : m_content.chunks) {
        if ((m_side == Client && chunk.fromServer) || (m_side == Server && !chunk.fromServer))
            continue;
        auto& offset = offsets[chunk.fromServer ? 1 : 0];
        if (chunk.missing > 0)
            m_lines.push_back({tr("%1 bytes missing here").arg(QString::fromStdString(grouped(chunk.missing))),
                chunk.packet, chunk.fromServer, true});
        else if (m_form == Hex)
            appendHex(m_lines, chunk, offset);
        else
            appendText(m_lines, chunk);
        offset += chunk.bytes.size() + chunk.missing;
    }
    emit layoutChanged();
}

double StreamModel::packetAt(double line) const
{
    return line >= 0 && line < static_cast<double>(m_lines.size())
        ? static_cast<double>(m_lines[static_cast<std::size_t>(line)].packet)
        : 0;
}

double StreamModel::find(const QString& text, double from) const
{
    const auto count = m_lines.size();
    for (std::size_t step = 0; step < count && !text.isEmpty(); ++step) {
        const auto line = (static_cast<std::size_t>(std::max(0.0, from)) + step) % count;
        if (m_lines[line].text.contains(text, Qt::CaseInsensitive))
            return static_cast<double>(line);
    }
    return -1;
}

QString StreamModel::save(const QUrl& file) const
{
    QSaveFile out{file.toLocalFile()};
    if (!out.open(QIODevice::WriteOnly))
        return tr("Cannot write %1: %2.").arg(file.toLocalFile(), out.errorString());
    for (const auto& chunk : m_content.chunks)
        if (m_side == Both || (m_side == Server) == chunk.fromServer)
            out.write(reinterpret_cast<const char*>(chunk.bytes.data()), static_cast<qint64>(chunk.bytes.size()));
    return out.commit() ? QString{} : tr("Cannot write %1: %2.").arg(file.toLocalFile(), out.errorString());
}

}  // namespace pr::models
