// Two ends of TLS talk to each other in memory, write their key log, and are read with it.
#include "core/base/text.h"
#include "core/flow/key_log.h"
#include "core/protocols/tls/state.h"
#include "core/protocols/tls/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace pr::tls {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

template <auto free> struct Free {
    template <class T> void operator()(T* what) const { free(what); }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using End = std::unique_ptr<SSL, Free<SSL_free>>;
using Session = std::unique_ptr<SSL_SESSION, Free<SSL_SESSION_free>>;

struct Identity {
    std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key;
    std::unique_ptr<X509, Free<X509_free>> certificate;
};

Identity makeIdentity(bool rsa)
{
    Identity made{{}, std::unique_ptr<X509, Free<X509_free>>{X509_new()}};
    made.key.reset(rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"));
    auto* certificate = made.certificate.get();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, made.key.get());
    auto* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("server.example"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, made.key.get(), EVP_sha256());
    return made;
}

const Identity& identity(bool rsa)
{
    static const auto withRsa = makeIdentity(true), withEc = makeIdentity(false);
    return rsa ? withRsa : withEc;
}

struct Kind {
    const char* name;
    int version;
    const char* ciphers;  ///< of TLS 1.2 and before, or the suites of TLS 1.3
    std::uint64_t options = 0;
    bool rsa = true;

    friend void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }
};

/// Both ends, and what went over the wire.
class Talk {
public:
    struct Turn {
        bool fromServer;
        std::string bytes;
    };

    explicit Talk(const Kind& kind) : m_context{make(kind, false), make(kind, true)}
    {
        SSL_CTX_set_alpn_select_cb(
            m_context[1].get(),
            [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned, void*) {
                *out = in + 1;
                *size = in[0];
                return SSL_TLSEXT_ERR_OK;
            },
            nullptr);
        SSL_CTX_set_max_early_data(m_context[1].get(), 1000);
        restart();
    }

    /// A new connection of the same two.
    void restart(SSL_SESSION* session = nullptr)
    {
        for (int side = 0; side < 2; ++side) {
            m_ends[side].reset(SSL_new(m_context[side].get()));
            SSL_set_bio(m_ends[side].get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        }
        constexpr unsigned char names[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
        SSL_set_alpn_protos(client(), names, sizeof names);
        if (session)
            SSL_set_session(client(), session);
        SSL_set_connect_state(client());
        SSL_set_accept_state(server());
        turns.clear();
    }

    void handshake()
    {
        for (int i = 0; i < 8; ++i) {
            SSL_do_handshake(client());
            move(false);
            SSL_do_handshake(server());
            move(true);
        }
        ASSERT_EQ(SSL_is_init_finished(client()), 1);
        ASSERT_EQ(SSL_is_init_finished(server()), 1);
    }
    void say(bool fromServer, std::string_view text)
    {
        auto* from = fromServer ? server() : client();
        auto* to = fromServer ? client() : server();
        ASSERT_EQ(SSL_write(from, text.data(), static_cast<int>(text.size())), static_cast<int>(text.size()));
        move(fromServer);
        char got[20'000];
        SSL_read(to, got, sizeof got);
        move(!fromServer);
    }
    void close()
    {
        SSL_shutdown(client());
        move(false);
        SSL_shutdown(server());
        move(true);
    }
    /// What one end has to say goes over the wire.
    void move(bool fromServer)
    {
        char bytes[32'768];
        const auto size = BIO_read(SSL_get_wbio(fromServer ? server() : client()), bytes, sizeof bytes);
        if (size <= 0)
            return;
        turns.push_back({fromServer, std::string(bytes, static_cast<std::size_t>(size))});
        BIO_write(SSL_get_rbio(fromServer ? client() : server()), bytes, size);
    }

    SSL* client() { return m_ends[0].get(); }
    SSL* server() { return m_ends[1].get(); }

    std::vector<Turn> turns;
    static inline std::string keyLog;

private:
    static Context make(const Kind& kind, bool server)
    {
        Context made{SSL_CTX_new(server ? TLS_server_method() : TLS_client_method())};
        auto* context = made.get();
        SSL_CTX_set_min_proto_version(context, kind.version);
        SSL_CTX_set_max_proto_version(context, kind.version);
        SSL_CTX_set_options(context, kind.options);
        if (kind.version == TLS1_3_VERSION)
            EXPECT_EQ(SSL_CTX_set_ciphersuites(context, kind.ciphers), 1);
        else
            EXPECT_EQ(SSL_CTX_set_cipher_list(context, kind.ciphers), 1);
        SSL_CTX_set_keylog_callback(context, [](const SSL*, const char* line) { keyLog.append(line).append("\n"); });
        if (server) {
            SSL_CTX_use_certificate(context, identity(kind.rsa).certificate.get());
            SSL_CTX_use_PrivateKey(context, identity(kind.rsa).key.get());
        }
        return made;
    }

    Context m_context[2];
    End m_ends[2];
};

/// What a flow said when its records were read with a key log.
struct Read {
    std::string client, server;  ///< application data
    std::vector<std::uint64_t> handshakes, alerts, types;
    std::vector<std::string> rows, certificates;
    bool closed[2] = {false, false};
};

std::string cell(const EventBuffer& events, const EventBuffer::Row& row, std::size_t at)
{
    return std::string{events.cellsOf(row)[at].asText()};
}

/// `everyCheckpoint`: the state goes through an archive after each PDU, as it does when a packet is asked for alone.
Read readTalk(const std::vector<Talk::Turn>& turns, const flow::KeyLog* keys, bool everyCheckpoint)
{
    Read out;
    auto state = makeState();
    EventBuffer events;
    std::uint64_t packet = 0;
    std::string buffers[2];
    for (const auto& turn : turns) {
        ++packet;
        auto& buffer = buffers[turn.fromServer ? 1 : 0];
        buffer += turn.bytes;
        const auto side = turn.fromServer ? flow::Side::Responder : flow::Side::Initiator;
        const auto framing = frame(bytesOf(buffer), state.get(), side);
        if (framing.answer != flow::Framing::Answer::Complete)
            continue;
        const auto bytes = buffer.substr(0, framing.length);
        buffer.erase(0, framing.length);
        FieldSink sink{FieldSink::Mode::Tree};
        sink.begin(bytesOf(bytes));
        std::vector<flow::InnerBytes> inner;
        flow::Pdu pdu{.bytes = bytesOf(bytes),
            .original = bytes.size(),
            .range = {0, static_cast<std::uint32_t>(bytes.size())},
            .carrier = flow::Carrier::Tcp,
            .side = side,
            .ends = {},
            .packet = {packet},
            .time = {},
            .flow = {1},
            .sink = sink,
            .events = &events,
            .keys = keys,
            .inner = &inner};
        dissect(pdu, state.get());
        for (const auto& piece : inner) {
            (turn.fromServer ? out.server : out.client) += textOf(piece.bytes);
            out.closed[turn.fromServer ? 1 : 0] |= piece.end;
            EXPECT_EQ(sink.sources()[piece.source].name, "Decrypted TLS");
        }
        for (const auto& node : sink.nodes()) {
            EXPECT_LE(std::size_t{node.range.offset} + node.range.length, sink.sources()[node.source].bytes.size());
            if (node.field == &field::handshakeType)
                out.handshakes.push_back(node.value.asUnsigned());
            if (node.field == &field::alertMessageDesc)
                out.alerts.push_back(node.value.asUnsigned());
        }
        if (everyCheckpoint) {
            flow::Archive stored;
            state->archive(stored);
            EXPECT_LE(stored.stored().size(), 4096U);
            flow::Archive in{bytesOf(stored.stored())};
            state = makeState();
            state->archive(in);
            EXPECT_TRUE(in.ok());
        }
    }
    finish(state.get(), events, {});
    for (const auto& row : events.rows())
        if (row.table == &handshakeTable)
            out.rows.push_back(cell(events, row, 6));  // alpn_selected
        else
            out.certificates.push_back(cell(events, row, 1));  // subject
    return out;
}

const flow::KeyLog& logOf(std::unique_ptr<flow::KeyLog>& made, std::string_view text)
{
    made = std::make_unique<flow::KeyLog>();
    EXPECT_EQ(made->add(text).badLine, 0U);
    return *made;
}

std::string linesWith(std::string_view text, std::string_view start)
{
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n') + 1);
        if (line.substr(0, start.size()) == start)
            out += line;
        text.remove_prefix(line.size());
    }
    return out;
}

class Decrypts : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override { Talk::keyLog.clear(); }
};

TEST_P(Decrypts, WhatBothEndsSaid)
{
    Talk talk{GetParam()};
    talk.handshake();
    const std::string question = "GET / HTTP/1.1\r\n\r\n", longAnswer(17'000, 'a');
    talk.say(false, question);
    talk.say(true, longAnswer.substr(0, 16'384));
    talk.say(true, longAnswer.substr(16'384));
    talk.say(false, "");
    talk.close();
    std::unique_ptr<flow::KeyLog> keys;
    for (const bool everyCheckpoint : {false, true}) {
        const auto read = readTalk(talk.turns, &logOf(keys, Talk::keyLog), everyCheckpoint);
        EXPECT_EQ(read.client, question);
        EXPECT_EQ(read.server, longAnswer);
        EXPECT_TRUE(read.closed[0] && read.closed[1]);
        EXPECT_THAT(read.alerts, ElementsAre(0, 0));
        EXPECT_EQ(std::ranges::count(read.handshakes, 20U), 2) << "both Finished messages";
        EXPECT_EQ(std::ranges::count(read.handshakes, 11U), 1) << "the certificate";
        EXPECT_THAT(read.rows, ElementsAre("http/1.1"));
        EXPECT_THAT(read.certificates, ElementsAre("CN=server.example"));
    }
    const auto closed = readTalk(talk.turns, nullptr, true);
    EXPECT_EQ(closed.client + closed.server, "");
    EXPECT_EQ(std::ranges::count(closed.handshakes, 20U), 0);
}

TEST_P(Decrypts, NothingWithTheKeysOfAnotherConnection)
{
    Talk talk{GetParam()};
    talk.handshake();
    talk.say(false, "hello");
    const auto turns = talk.turns;
    // the names of the secrets are right, the secrets are not
    auto text = Talk::keyLog;
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
        text[at - 1] = text[at - 1] == '0' ? '1' : '0';
    std::unique_ptr<flow::KeyLog> keys;
    const auto read = readTalk(turns, &logOf(keys, text), true);
    EXPECT_EQ(read.client, "");
}

constexpr std::uint64_t kMacFirst = SSL_OP_NO_ENCRYPT_THEN_MAC;
constexpr std::uint64_t kOldMaster = SSL_OP_NO_EXTENDED_MASTER_SECRET;
INSTANTIATE_TEST_SUITE_P(Suites, Decrypts,
    testing::Values(Kind{"TLS 1.2 AES-GCM", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256"},
        Kind{"TLS 1.2 AES-256-GCM", TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384"},
        Kind{"TLS 1.2 ChaCha20", TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305"},
        Kind{"TLS 1.2 AES-CCM", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-CCM", 0, false},
        Kind{"TLS 1.2 AES-CCM-8", TLS1_2_VERSION, "ECDHE-ECDSA-AES256-CCM8", 0, false},
        Kind{"TLS 1.2 CBC, encrypted first", TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA256"},
        Kind{"TLS 1.2 CBC, MAC first", TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384", kMacFirst},
        Kind{"TLS 1.2 CBC, old master secret", TLS1_2_VERSION, "AES128-SHA", kMacFirst | kOldMaster},
        Kind{"TLS 1.1 CBC", TLS1_1_VERSION, "AES128-SHA:@SECLEVEL=0", kMacFirst},
        Kind{"TLS 1.0 CBC, chained", TLS1_VERSION, "AES256-SHA:@SECLEVEL=0"},
        Kind{"TLS 1.0 CBC, chained, MAC first", TLS1_VERSION, "AES256-SHA:@SECLEVEL=0", kMacFirst},
        Kind{"TLS 1.2 without encryption", TLS1_2_VERSION, "NULL-SHA256:@SECLEVEL=0"},
        Kind{"TLS 1.3 AES-GCM", TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"},
        Kind{"TLS 1.3 AES-256-GCM", TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384"},
        Kind{"TLS 1.3 ChaCha20", TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256"},
        Kind{"TLS 1.3 AES-CCM-8", TLS1_3_VERSION, "TLS_AES_128_CCM_8_SHA256:@SECLEVEL=0"}));

TEST(Decryption, APremasterSecretIsEnough)
{
    for (const auto options : {std::uint64_t{0}, kOldMaster}) {
        Talk::keyLog.clear();
        Talk talk{Kind{"", TLS1_2_VERSION, "AES128-GCM-SHA256", options}};
        talk.handshake();
        talk.say(false, "hello");
        std::unique_ptr<flow::KeyLog> keys;
        const auto premaster = linesWith(Talk::keyLog, "RSA ");
        ASSERT_NE(premaster, "");
        for (const bool everyCheckpoint : {false, true})
            EXPECT_EQ(readTalk(talk.turns, &logOf(keys, premaster), everyCheckpoint).client, "hello");
    }
}

const Kind kTls13Kind{"", TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"};

TEST(Decryption, KeysThatAreUpdatedAreFollowed)
{
    Talk::keyLog.clear();
    Talk talk{kTls13Kind};
    talk.handshake();
    talk.say(false, "one ");
    for (int turn = 0; turn < 3; ++turn) {
        ASSERT_EQ(SSL_key_update(talk.client(), SSL_KEY_UPDATE_REQUESTED), 1);
        talk.say(false, "more ");
        talk.say(true, "answer ");
    }
    std::unique_ptr<flow::KeyLog> keys;
    for (const bool everyCheckpoint : {false, true}) {
        const auto read = readTalk(talk.turns, &logOf(keys, Talk::keyLog), everyCheckpoint);
        EXPECT_EQ(read.client, "one more more more ");
        EXPECT_EQ(read.server, "answer answer answer ");
        EXPECT_THAT(read.handshakes, Contains(24U));
    }
}

TEST(Decryption, EarlyDataOfAResumedSessionIsRead)
{
    Talk::keyLog.clear();
    Talk talk{kTls13Kind};
    talk.handshake();
    talk.say(true, "first");
    const Session session{SSL_get1_session(talk.client())};
    talk.close();
    talk.restart(session.get());
    std::size_t written = 0;
    ASSERT_EQ(SSL_write_early_data(talk.client(), "early", 5, &written), 1);
    talk.move(false);
    char got[64];
    ASSERT_EQ(SSL_read_early_data(talk.server(), got, sizeof got, &written), SSL_READ_EARLY_DATA_SUCCESS);
    talk.move(true);
    SSL_do_handshake(talk.client());
    talk.move(false);
    SSL_read_early_data(talk.server(), got, sizeof got, &written);
    talk.handshake();
    talk.say(false, " late");
    std::unique_ptr<flow::KeyLog> keys;
    for (const bool everyCheckpoint : {false, true})
        EXPECT_EQ(readTalk(talk.turns, &logOf(keys, Talk::keyLog), everyCheckpoint).client, "early late");
}

TEST(Decryption, ASecretThatComesAfterTheHandshakeOpensNothing)
{
    Talk::keyLog.clear();
    Talk talk{kTls13Kind};
    talk.handshake();
    talk.say(false, "hello");
    flow::KeyLog late;
    late.add(Talk::keyLog, PacketNumber{talk.turns.size()});
    EXPECT_EQ(readTalk(talk.turns, &late, true).client, "");
}

TEST(Decryption, ARecordThatWasChangedStaysClosedAndTheNextAreRead)
{
    Talk::keyLog.clear();
    Talk talk{Kind{"", TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA256"}};
    talk.handshake();
    talk.say(false, "one ");
    talk.say(false, "two ");
    talk.say(false, "three");
    auto turns = talk.turns;
    for (auto turn = turns.rbegin() + 1; turn != turns.rend(); ++turn)
        if (!turn->fromServer) {
            turn->bytes.back() = static_cast<char>(turn->bytes.back() ^ 1);
            break;
        }
    std::unique_ptr<flow::KeyLog> keys;
    EXPECT_EQ(readTalk(turns, &logOf(keys, Talk::keyLog), false).client, "one three");
}

}  // namespace
}  // namespace pr::tls
