// TLS: who is believed, and who believes us.
#include "system/mqtt/broker.hpp"
#include "system/mqtt/live.hpp"
#include "system/mqtt/observer.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace giv::mqtt::test {
namespace {

using namespace std::chrono_literals;

class MqttOverTls : public testing::Test {
 protected:
    void SetUp() override {
        if (find_program("mosquitto").empty()) GTEST_SKIP() << "mosquitto is not installed";
        if (find_program("openssl").empty()) GTEST_SKIP() << "openssl is not installed";
    }

    // A broker with a plain listener to watch, and a TLS one at tls_port_.
    std::string with_tls(const Certificates& certificates, const std::string& more = {}) const {
        return "allow_anonymous true\nlistener " + std::to_string(tls_port_) +
               " 127.0.0.1\ncafile " + certificates.authority + "\ncertfile " +
               certificates.broker + "\nkeyfile " + certificates.broker_key + "\n" + more;
    }

    MqttSettings settings(const Certificates& believed) const {
        auto made = settings_for(tls_port_);
        made.tls = {.enabled = true, .ca_file = believed.authority};
        return made;
    }

    std::uint16_t tls_port_ = free_port();
};

TEST_F(MqttOverTls, PublishesToABrokerWhoseAuthorityIsGiven) {
    const Certificates certificates{"IP:127.0.0.1"};
    ASSERT_TRUE(certificates.made);
    const Broker broker{with_tls(certificates)};
    Live live{settings(certificates)};
    live.accept(57);

    ASSERT_TRUE(live.connects());
    live.run(200ms);

    EXPECT_EQ(retained(broker.port(), charge_topic), "57");
    EXPECT_LE(live.stop(), 500ms);
    EXPECT_EQ(retained(broker.port(), bridge_status), "offline");
}

TEST_F(MqttOverTls, RefusesACertificateForAnotherName) {
    const Certificates certificates{"DNS:somebody.else"};
    const Broker broker{with_tls(certificates)};
    Live live{settings(certificates)};

    EXPECT_FALSE(live.connects(4s));
    EXPECT_EQ(live.lines("a certificate was refused"), 1);
}

TEST_F(MqttOverTls, RefusesAnUnknownAuthority) {
    const Certificates certificates{"IP:127.0.0.1"};
    const Certificates others{"IP:127.0.0.1"};
    const Broker broker{with_tls(certificates)};
    Live live{settings(others)};

    EXPECT_FALSE(live.connects(4s));
    EXPECT_EQ(live.lines("a certificate was refused"), 1);
}

TEST_F(MqttOverTls, TheSystemsAuthoritiesDoNotKnowOurs) {
    const Certificates certificates{"IP:127.0.0.1"};
    const Broker broker{with_tls(certificates)};
    auto without_file = settings(certificates);
    without_file.tls.ca_file.clear();
    Live live{without_file};

    EXPECT_FALSE(live.connects(4s));
}

TEST_F(MqttOverTls, NamesAFileThatCannotBeRead) {
    const Certificates certificates{"IP:127.0.0.1"};
    const Broker broker{with_tls(certificates)};
    auto wrong_file = settings(certificates);
    wrong_file.tls.ca_file = certificates.folder.file("nothing.pem");
    Live live{wrong_file};

    EXPECT_FALSE(live.connects(2s));
    EXPECT_EQ(live.lines("can't read " + wrong_file.tls.ca_file), 1);
}

TEST_F(MqttOverTls, ShowsItsOwnCertificateWhereTheBrokerWantsOne) {
    const Certificates certificates{"IP:127.0.0.1"};
    const Broker broker{with_tls(certificates, "require_certificate true\n")};
    auto with_own = settings(certificates);
    {
        Live without{with_own};
        EXPECT_FALSE(without.connects(4s));
    }
    with_own.tls.certificate = certificates.client;
    with_own.tls.key = certificates.client_key;
    Live live{with_own};

    EXPECT_TRUE(live.connects());
}

}  // namespace
}  // namespace giv::mqtt::test
