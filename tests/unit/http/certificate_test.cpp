// Certificates that a server can speak TLS with, and what is said of others. The keys were made for
// this file, and are nobody's.
#include "http/front_door.hpp"
#include "unit/store/store_builders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace giv::http {
namespace {

using giv::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBeDCCAR+gAwIBAgIUd2CfGyEF5Lt9+4hyIKc7tsGY45swCgYIKoZIzj0EAwIw\n"
    "ETEPMA0GA1UEAwwGZ2l2dGNwMCAXDTI2MTEyNzIzMDAwOFoYDzIxMjYxMTAzMjMw\n"
    "MDA4WjARMQ8wDQYDVQQDDAZnaXZ0Y3AwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n"
    "AARFqPvhvMfnqraQMV89z4Br8jsJodC5PKS/rHYcOLz66s/v7cqgwqyPINPzSf5J\n"
    "bA4suuh3k57LcoMJ0khOI8cZo1MwUTAdBgNVHQ4EFgQUpH2HfACTQsXtu8nP/YbU\n"
    "7PpVYjowHwYDVR0jBBgwFoAUpH2HfACTQsXtu8nP/YbU7PpVYjowDwYDVR0TAQH/\n"
    "BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBQZ1o+4x0XGygoG/F5IcCjHUQm7bXJ\n"
    "YEkDe6LuZkwVtgIgMSV5phTFH2ZC7uK8ItgE5bnsL79YSfxtrJfpFdk28Sk=\n"
    "-----END CERTIFICATE-----\n";

constexpr const char* key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgA/WsnHqGRwO+a+2o\n"
    "/xmzFoQbTtvFjz+l1mZMn2RW/7ahRANCAARFqPvhvMfnqraQMV89z4Br8jsJodC5\n"
    "PKS/rHYcOLz66s/v7cqgwqyPINPzSf5JbA4suuh3k57LcoMJ0khOI8cZ\n"
    "-----END PRIVATE KEY-----\n";

constexpr const char* key_of_another =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghtkJKzb+ORN5l7Dj\n"
    "shPmF6ii1NC/juNHS8yxMCeWu+ChRANCAAS7xUOuJ05zH7vWyeUYEaoxsOAn48Sl\n"
    "mhyQhca3QoxcvZVWWYeyUC9ztZf2ojDvMWwrrQKit4H8kJHQp6FhunGI\n"
    "-----END PRIVATE KEY-----\n";

// Its passphrase is "sesame".
constexpr const char* key_with_passphrase =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjbUhxNGvSrbQICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEkjSd8ioT2oRZLesoSgQLcEgZDy\n"
    "pNeQkZqMhurSZW0bzNe3zaQu6+EGMvPtJ536Mdfp/HZVfhjH+00KE9m2/27PcZe8\n"
    "cs9JqeKLwgnInwqmS7FMzLRF3oLqcHK/MJhLESKRsvdLq/pTtThWXCWdArEKS/sn\n"
    "hOHjekXoz0+/ZlKWoJ+ePs+zL0hT8Pu9mHpZ5jOTW+3vB+tOjkS4EbRhkPBspl4=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

class CertificateTest : public ::testing::Test {
 protected:
    std::string file(const std::string& name, const char* text) const {
        std::ofstream{folder_.file(name)} << text;
        return folder_.file(name);
    }

    TemporaryFolder folder_;
    const std::string certificate_ = file("certificate.pem", certificate);
};

TEST_F(CertificateTest, IsNotNeeded) { EXPECT_TRUE(check_certificate({})); }

TEST_F(CertificateTest, IsGoodWithItsKey) {
    EXPECT_TRUE(check_certificate({certificate_, file("key.pem", key)}));
}

TEST_F(CertificateTest, IsNoGoodWithoutIt) {
    const auto key_file = file("key.pem", key);

    EXPECT_FALSE(check_certificate({certificate_, folder_.file("nowhere.pem")}));
    EXPECT_FALSE(check_certificate({folder_.file("nowhere.pem"), key_file}));
    EXPECT_FALSE(check_certificate({key_file, certificate_}));
    EXPECT_FALSE(check_certificate({certificate_, file("other.pem", key_of_another)}));
    EXPECT_FALSE(check_certificate({certificate_, file("empty.pem", "")}));
}

// OpenSSL would ask for it at the terminal, and the start would stand there.
TEST_F(CertificateTest, NobodyIsAskedForAPassphrase) {
    const auto usable = check_certificate({certificate_, file("locked.pem", key_with_passphrase)});

    ASSERT_FALSE(usable);
    EXPECT_THAT(
        usable.error().detail,
        AllOf(HasSubstr("locked.pem"), HasSubstr("the key has a passphrase; store it without one"))
    );
    EXPECT_THAT(usable.error().detail, Not(HasSubstr("bad decrypt")));
}

}  // namespace
}  // namespace giv::http
