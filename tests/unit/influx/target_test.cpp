#include "influx/target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace giv::influx {
namespace {

using ::testing::HasSubstr;

InfluxSettings of(InfluxApi api, std::string url = "http://influx:8086") {
    InfluxSettings settings;
    settings.url = std::move(url);
    settings.token = "secret";
    settings.bucket = "solar power";
    settings.org = "home";
    settings.api = api;
    return settings;
}

TEST(InfluxTarget, AsksV2AsGivTcpDid) {
    const auto target = target_of(of(InfluxApi::v2)).value();

    EXPECT_EQ(target.path, "/api/v2/write?org=home&bucket=solar%20power&precision=ms");
    EXPECT_EQ(target.authorization, "Token secret");
}

TEST(InfluxTarget, V2TakesASlashInTheBucketAsItIs) {
    auto settings = of(InfluxApi::v2);
    settings.bucket = "givtcp/autogen";

    EXPECT_EQ(
        target_of(settings)->path, "/api/v2/write?org=home&bucket=givtcp%2Fautogen&precision=ms"
    );
}

TEST(InfluxTarget, AsksV1ForADatabaseAndPerhapsARetentionPolicy) {
    auto settings = of(InfluxApi::v1);
    settings.bucket = "givtcp";
    EXPECT_EQ(target_of(settings)->path, "/write?db=givtcp&precision=ms");

    settings.bucket = "givtcp/one year";
    EXPECT_EQ(target_of(settings)->path, "/write?db=givtcp&rp=one%20year&precision=ms");
}

// RFC 7617's own example.
TEST(InfluxTarget, V1KnowsUsersAndPasswords) {
    auto settings = of(InfluxApi::v1);
    settings.token = "Aladdin:open sesame";
    EXPECT_EQ(target_of(settings)->authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

    settings.token = "apiv3_token";
    EXPECT_EQ(target_of(settings)->authorization, "Token apiv3_token");

    settings.token = "";
    EXPECT_EQ(target_of(settings)->authorization, "");
}

TEST(InfluxTarget, AsksV3InItsOwnWords) {
    const auto target = target_of(of(InfluxApi::v3)).value();

    EXPECT_EQ(target.path, "/api/v3/write_lp?db=solar%20power&precision=millisecond");
    EXPECT_EQ(target.authorization, "Bearer secret");
}

struct UrlCase {
    const char* url;
    bool tls;
    const char* host;
    int port;
    const char* path;
    const char* origin;
};

constexpr auto urls = std::to_array<UrlCase>({
    {"http://influx", false, "influx", 80, "", "http://influx:80"},
    {"http://influx:8086/", false, "influx", 8086, "", "http://influx:8086"},
    {"https://a.example.com", true, "a.example.com", 443, "", "https://a.example.com:443"},
    {"https://a:1/db/influx/", true, "a", 1, "/db/influx", "https://a:1"},
    {"http://[::1]:8086", false, "::1", 8086, "", "http://[::1]:8086"},
    {"http://[fe80::1]", false, "fe80::1", 80, "", "http://[fe80::1]:80"},
    {"http://10.0.0.7:65535", false, "10.0.0.7", 65535, "", "http://10.0.0.7:65535"},
});

TEST(InfluxTarget, ReadsAddresses) {
    for (const auto& one : urls) {
        const auto target = target_of(of(InfluxApi::v3, one.url));
        ASSERT_TRUE(target) << one.url;
        EXPECT_EQ(target->tls, one.tls) << one.url;
        EXPECT_EQ(target->host, one.host) << one.url;
        EXPECT_EQ(target->port, one.port) << one.url;
        EXPECT_EQ(
            target->path,
            one.path + std::string{"/api/v3/write_lp?db=solar%20power&precision=millisecond"}
        );
        EXPECT_EQ(target->origin(), one.origin);
    }
}

TEST(InfluxTarget, SaysWhatIsWrongWithAnAddress) {
    const auto wrong = [](const char* url) {
        const auto target = target_of(of(InfluxApi::v2, url));
        return target ? "nothing" : target.error().detail;
    };

    EXPECT_THAT(wrong(""), HasSubstr("neither http:// nor https://"));
    EXPECT_THAT(wrong("influx:8086"), HasSubstr("neither http:// nor https://"));
    EXPECT_THAT(wrong("udp://influx:8086"), HasSubstr("neither http:// nor https://"));
    EXPECT_THAT(wrong("http://"), HasSubstr("no host"));
    EXPECT_THAT(wrong("http://:8086"), HasSubstr("no host"));
    EXPECT_THAT(wrong("http:///path"), HasSubstr("no host"));
    EXPECT_THAT(wrong("http://[::1"), HasSubstr("no ]"));
    EXPECT_THAT(wrong("http://[::1]x"), HasSubstr("port"));
    for (const auto* const port : {"http://a:", "http://a:0", "http://a:65536", "http://a:x"})
        EXPECT_THAT(wrong(port), HasSubstr("port")) << port;
    EXPECT_THAT(wrong("http://me:word@influx"), HasSubstr("INFLUX_TOKEN"));
    EXPECT_THAT(wrong("http://a/write?db=x"), HasSubstr("without ?"));
    EXPECT_THAT(wrong("http://a b"), HasSubstr("blanks"));
    EXPECT_THAT(wrong("http://a\r\nX: y"), HasSubstr("blanks"));
}

// RFC 4648 §10.
TEST(InfluxTarget, EncodesInBase64) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xFF\xFE"), "//4=");
}

TEST(InfluxTarget, EncodesForQueries) {
    EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encoded("a&b=c/d+e%"), "a%26b%3Dc%2Fd%2Be%25");
    EXPECT_EQ(percent_encoded("\xC3\xA9\n"), "%C3%A9%0A");
}

}  // namespace
}  // namespace giv::influx
