// What the simulator's dongle makes of what a client sends.
#include "worked_examples.hpp"

#include "givtcp/protocol/frame.hpp"

#include <gtest/gtest.h>

namespace giv {
namespace {

using testing::bytes_of;
using testing::drained;
using testing::first_of;
using testing::joined;
using testing::read_request;
using testing::write_request;

std::vector<Request> requests_in(const Bytes& stream) {
    RequestDecoder decoder;
    std::vector<Request> requests;
    for (auto& frame : drained(decoder, stream))
        requests.push_back(frame.message);
    return requests;
}

const Request the_read = ReadRequest{{0x31}, {Bank::input, 180, 60}};
const Request the_write = WriteRequest{{0x11}, 96, 1};

TEST(RequestDecoder, ReadsAReadAWriteAndAHeartbeat) {
    const auto reply = bytes_of("59590001 000d 0101 41423030303047303030 01");

    EXPECT_EQ(
        requests_in(joined({read_request, write_request, reply})),
        (std::vector<Request>{the_read, the_write, Heartbeat{serial_of("AB0000G000"), 1}})
    );
}

TEST(RequestDecoder, ReadsRequestsOfTheCloud) {
    const auto write =
        bytes_of("59590001 001c 0002 57473233303347303030 0000000000000008 1106 0014 0000 cb5e");
    const auto read =
        bytes_of("59590001 001c 0002 57463231323547303030 0000000000000008 0116 003c 003c 8814");

    EXPECT_EQ(
        requests_in(joined({write, read})),
        (std::vector<Request>{
            WriteRequest{{0x11}, 20, 0}, ReadRequest{{0x01}, {Bank::meter_product, 60, 60}}})
    );
}

TEST(RequestDecoder, HandsOutTheBytesToo) {
    RequestDecoder decoder;

    const auto frames = drained(decoder, joined({bytes_of("ffff"), read_request}));

    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0].bytes, read_request);
}

// E17: an old way of working out the CRC, which strict dongles drop.
TEST(RequestDecoder, DropsARequestWithAWrongCrc) {
    const auto old =
        bytes_of("59590001 001c 0102 41423132333447353637 0000000000000008 3204 0000 0006 c255");

    EXPECT_EQ(requests_in(joined({old, write_request})), std::vector{the_write});
}

TEST(RequestDecoder, DropsARequestWithoutItsInnerLength) {
    auto zero = read_request;
    zero[25] = 0;

    EXPECT_EQ(requests_in(joined({zero, write_request})), std::vector{the_write});
}

TEST(RequestDecoder, SkipsWhatIsNoRequest) {
    const auto several_registers =
        bytes_of("59590001 001c 0102 41423132333447353637 0000000000000008 1110 0060 0001 0347");

    EXPECT_EQ(
        requests_in(joined({several_registers, testing::write_echo, write_request})),
        std::vector{the_write}
    );
}

TEST(RequestDecoder, LosesNoRequestBehindATruncatedOne) {
    for (std::size_t kept = 0; kept < read_request.size(); ++kept) {
        EXPECT_EQ(
            requests_in(joined({first_of(read_request, kept), write_request, read_request})),
            (std::vector{the_write, the_read})
        ) << "truncated after "
          << kept << " bytes";
    }
}

TEST(RequestDecoder, ReadsWhatWeEncode) {
    const std::vector<Request> requests{
        ReadRequest{{0x11}, {Bank::holding, 0, 60}},
        ReadRequest{{0x32}, {Bank::input, 65535, 120}},
        ReadRequest{{0x08}, {Bank::meter_product, 60, 1}},
        WriteRequest{{0x11}, 65535, 65535},
        Heartbeat{serial_of("WF2125G000"), 32}};

    for (const auto& request : requests)
        EXPECT_EQ(requests_in(encode(request)), std::vector{request});
}

}  // namespace
}  // namespace giv
