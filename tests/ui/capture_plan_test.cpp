// The capture dialogue's plan: what is chosen and written becomes the worker's arguments, or a sentence.
#include "models/capture_plan.h"

#include <QTest>

using namespace pr::models;

namespace {

const QByteArray interfaces = R"([{"name":"lo","state":"down","addresses":["127.0.0.1"]},
 {"name":"eth0","state":"up","addresses":["192.0.2.7","2001:db8::7"]},
 {"name":"wlan0","state":"up","addresses":[]}])";

}  // namespace

class CapturePlanTest : public QObject {
    Q_OBJECT
private slots:
    void the_suggestion_gives_way_to_what_somebody_ticks()
    {
        InterfacesModel model;
        model.suggest();
        QVERIFY(model.chosenNames().isEmpty());
        model.take(interfaces);
        model.suggest();
        QCOMPARE(model.chosenNames(), QStringList{"eth0"});
        model.toggle(2);
        QCOMPARE(model.chosenNames(), QStringList{"wlan0"});
        model.toggle(0);
        QCOMPARE(model.chosenNames(), (QStringList{"lo", "wlan0"}));
        model.toggle(0);
        QCOMPARE(model.chosenNames(), QStringList{"wlan0"});
        model.take(interfaces);  // asked again: choices stay
        model.suggest();
        QCOMPARE(model.chosenNames(), QStringList{"wlan0"});
    }
    void a_suggestion_that_is_ticked_again_stays_away()
    {
        InterfacesModel model;
        model.take(interfaces);
        model.suggest();
        model.toggle(1);
        QVERIFY(model.chosenNames().isEmpty());
        model.toggle(1);
        model.toggle(2);
        QCOMPARE(model.chosenNames(), (QStringList{"eth0", "wlan0"}));
    }
    void a_click_on_the_suggestion_takes_it()
    {
        InterfacesModel model;
        model.take(interfaces);
        model.suggest();
        model.pick(1);
        QCOMPARE(model.chosenNames(), QStringList{"eth0"});
        model.pick(2);
        QCOMPARE(model.chosenNames(), (QStringList{"eth0", "wlan0"}));
        model.pick(1);
        QCOMPARE(model.chosenNames(), QStringList{"wlan0"});
    }
    void options_in_front_of_the_interfaces_are_everybodys()
    {
        InterfacesModel model;
        CapturePlan plan{model};
        QCOMPARE(plan.isValid(), false);
        model.take(interfaces);
        QCOMPARE(plan.obstacle(), "Tick at least one interface.");
        model.choose(1, true);
        model.choose(2, true);
        model.setFilter(2, " port 53 ");
        model.setSnaplen(2, "96");
        model.setPromiscuous(2, true);
        plan.set("filter", "-x");
        plan.set("count", "1000");
        plan.set("ring-size", "2G");
        plan.set("min-free", "");
        plan.set("name", "lab");
        plan.setPromiscuous(false);
        QVERIFY(plan.isValid());
        QCOMPARE(plan.arguments(),
            (QStringList{"capture", "--filter=-x", "--snaplen=262144", "--promisc=false", "--interface=eth0",
                "--interface=wlan0", "--filter=port 53", "--snaplen=96", "--promisc=true", "--count=1000",
                "--ring-size=2G", "--min-free=0", "--name=lab"}));
        QCOMPARE(plan.interfaces(), "eth0, wlan0");
    }
    void what_belongs_to_one_interface_is_looked_at_while_it_is_ticked()
    {
        InterfacesModel model;
        CapturePlan plan{model};
        model.take(interfaces);
        model.choose(1, true);
        model.setSnaplen(1, "12");
        QCOMPARE(plan.problems().keys(), QStringList{"snaplen:eth0"});
        model.take(interfaces);  // asked again: what was written stays
        QCOMPARE(plan.problems().keys(), QStringList{"snaplen:eth0"});
        model.choose(2, true);
        model.choose(1, false);
        QVERIFY(plan.isValid());
    }
    void a_text_that_is_no_filter_is_told_by_its_own_field()
    {
        InterfacesModel model;
        CapturePlan plan{model};
        model.take(R"([{"name":"lo","state":"up","addresses":[]},{"name":"any","state":"up","addresses":[]}])");
        model.choose(0, true);
        model.choose(1, true);
        plan.set("filter", "udp");
        model.setFilter(0, "tcp port (");
        QTRY_COMPARE_WITH_TIMEOUT(plan.problems().keys(), QStringList{"filter:lo"}, 10'000);
        QVERIFY(plan.problems()["filter:lo"].toString().contains("This is no capture filter: tcp port ("));
        QVERIFY(!plan.isValid());
        model.setFilter(0, "tcp port 80");
        QCOMPARE(plan.problems().keys(), QStringList{});
        plan.set("filter", "ether proto");
        QTRY_COMPARE_WITH_TIMEOUT(plan.problems().keys(), QStringList{"filter"}, 10'000);
        model.choose(1, false);  // nobody follows it any more
        QVERIFY(plan.isValid());
    }
    void what_an_option_does_not_take_is_said_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("right");
        for (const auto* text : {"", "64", "262144", " 1k "})
            QTest::newRow(text) << "snaplen" << text << true;
        for (const auto* text : {"63", "262145", "1.5", "-1", "many"})
            QTest::newRow(text) << "snaplen" << text << false;
        QTest::newRow("no duration") << "duration"
                                     << "" << true;
        QTest::newRow("duration 0, which is none") << "duration"
                                                   << "0" << true;
        QTest::newRow("a time of this machine") << "start-at"
                                                << "2199-11-23 22:00" << true;
        QTest::newRow("a time in words") << "start-at"
                                         << "tonight" << false;
        QTest::newRow("an end that is over") << "stop-at"
                                             << "2001-01-01" << false;
        QTest::newRow("size in G") << "filesize"
                                   << "2G" << true;
        QTest::newRow("size in T") << "filesize"
                                   << "2T" << false;
        QTest::newRow("more than there is") << "filesize"
                                            << "99999999999G" << false;
        QTest::newRow("a ring of 3M") << "ring-size"
                                      << "3M" << false;
        QTest::newRow("a ring of 4M") << "ring-size"
                                      << "4M" << true;
        QTest::newRow("nothing free") << "min-free"
                                      << "0" << true;
        QTest::newRow("before an alert") << "pre-trigger"
                                         << "60" << true;
        QTest::newRow("before an alert 0") << "pre-trigger"
                                           << "0" << false;
    }
    void what_an_option_does_not_take_is_said()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(bool, right);
        InterfacesModel model;
        model.take(interfaces);
        model.suggest();
        CapturePlan plan{model};
        plan.set(field, text);
        QCOMPARE(plan.problems().contains(field), !right);
        QCOMPARE(plan.isValid(), right);
    }
    void a_ring_of_seconds_and_a_trigger_exclude_each_other()
    {
        InterfacesModel model;
        model.take(interfaces);
        model.suggest();
        CapturePlan plan{model};
        plan.set("ring-duration", "60");
        plan.set("pre-trigger", "30");
        QCOMPARE(plan.problems(),
            (QVariantMap{{"pre-trigger", "Excludes \"Seconds\", which has no end: give one of the two."}}));
        plan.set("ring-duration", "");
        QVERIFY(plan.isValid());
        QVERIFY(plan.waitsForTrigger());
        QVERIFY(plan.arguments().contains("--pre-trigger=30"));
    }
    void a_trigger_waits_for_the_alerts_that_are_ticked_or_for_any()
    {
        InterfacesModel model;
        model.take(interfaces);
        model.suggest();
        CapturePlan plan{model};
        QVERIFY(plan.detectors().contains("scan-vertical"));
        plan.await("scan-vertical", true);
        QVERIFY2(
            plan.isValid() && plan.arguments().filter("trigger-on").isEmpty(), "what is not shown is not asked for");
        plan.set("pre-trigger", "30");
        QCOMPARE(plan.arguments().filter("trigger-on"), QStringList{"--trigger-on=scan-vertical"});
        plan.await("scan-vertical", false);
        QCOMPARE(plan.arguments().filter("trigger-on"), QStringList{});
    }
    void a_capture_begins_and_ends_by_the_clock()
    {
        InterfacesModel model;
        model.take(interfaces);
        model.suggest();
        CapturePlan plan{model};
        plan.set("start-at", "2199-01-02 08:00");
        plan.set("stop-at", "2199-01-02 07:00");
        QCOMPARE(plan.problems(),
            (QVariantMap{
                {"stop-at", "Comes before the capture can begin; without a Z it is this machine's own time."}}));
        plan.set("stop-at", "2199-01-02 09:00");
        QVERIFY(plan.isValid());
        QVERIFY(plan.arguments().contains("--start-at=2199-01-02 08:00"));
        QVERIFY(plan.arguments().contains("--stop-at=2199-01-02 09:00"));
    }
    void xdp_is_offered_where_the_worker_says_that_it_is_there()
    {
        InterfacesModel model;
        CapturePlan plan{model};
        model.take(interfaces);
        model.choose(1, true);
        plan.setXdp(true);
        plan.set("sample", "10");
        QVERIFY(!plan.xdpOffered() && !plan.xdp());
        QVERIFY(plan.isValid());
        QVERIFY(plan.arguments().filter("xdp").isEmpty() && plan.arguments().filter("sample").isEmpty());

        model.take(R"([{"name":"any","state":"up","addresses":[],"backends":["libpcap"]},
            {"name":"eth0","state":"up","addresses":[],"backends":["libpcap","xdp"]}])");
        QVERIFY(plan.xdpOffered() && plan.xdp());
        QVERIFY(plan.isValid());
        QCOMPARE(plan.arguments().mid(0, 5),
            (QStringList{"capture", "--backend=xdp", "--sample=10", "--snaplen=262144", "--interface=eth0"}));
        QVERIFY2(plan.arguments().filter("promisc").isEmpty(), "it has no such mode");
        plan.set("sample", "0");
        QCOMPARE(plan.problems(), (QVariantMap{{"sample", "Takes a number from 1 on."}}));
        plan.set("sample", "");
        model.choose(0, true);
        QCOMPARE(plan.obstacle(), "XDP cannot record from any: untick it, or record by packet sockets.");
        plan.setXdp(false);
        QVERIFY(plan.isValid());
    }
    void a_filter_of_xdp_may_ask_for_tags()
    {
        InterfacesModel model;
        CapturePlan plan{model};
        model.take(R"([{"name":"lo","state":"up","addresses":[],"backends":["libpcap","xdp"]}])");
        model.choose(0, true);
        plan.set("filter", "vlan 7");
        QTRY_COMPARE_WITH_TIMEOUT(plan.problems().keys(), QStringList{"filter"}, 10'000);
        plan.setXdp(true);
        QVERIFY(plan.isValid());
        QTest::qWait(1000);
        QVERIFY2(plan.isValid(), "the worker was asked in the meantime");
        plan.set("filter", "vlan (");
        QTRY_COMPARE_WITH_TIMEOUT(plan.problems().keys(), QStringList{"filter"}, 10'000);
    }
};

QTEST_GUILESS_MAIN(CapturePlanTest)
#include "capture_plan_test.moc"
