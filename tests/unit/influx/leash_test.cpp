#include "influx/leash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <sys/socket.h>
#include <unistd.h>

namespace giv::influx {
namespace {

struct Pair {
    std::array<int, 2> ends{};

    Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() {
        for (const int end : ends)
            ::close(end);
    }

    // A reader would wait otherwise.
    bool is_ended() const {
        char byte = 0;
        return ::recv(ends[0], &byte, 1, MSG_DONTWAIT) == 0;
    }
};

TEST(InfluxLeash, EndsTheConnectionThatItHolds) {
    const Pair first;
    const Pair second;
    Leash leash;
    leash.hold(first.ends[0]);
    leash.hold(second.ends[0]);

    leash.cut();
    leash.cut();

    EXPECT_FALSE(first.is_ended());
    EXPECT_TRUE(second.is_ended());
}

TEST(InfluxLeash, NeverTouchesWhatGotTheSameNumberAfterwards) {
    Leash leash;
    int number = -1;
    {
        const Pair old;
        leash.hold(old.ends[0]);
        number = old.ends[0];
    }
    const Pair next;
    ASSERT_EQ(next.ends[0], number);

    leash.cut();

    EXPECT_FALSE(next.is_ended());
}

TEST(InfluxLeash, OneThatHasNotBegunIsEndedByALaterCut) {
    const auto listens = [](int descriptor) {
        int yes = 0;
        socklen_t size = sizeof yes;
        EXPECT_EQ(::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size), 0);
        return yes != 0;
    };
    Leash leash;
    const int fresh = ::socket(AF_INET, SOCK_STREAM, 0);
    leash.hold(fresh);
    leash.cut();  // there is nothing to shut down yet

    ASSERT_EQ(::listen(fresh, 1), 0);
    ASSERT_TRUE(listens(fresh));
    leash.cut();

    EXPECT_FALSE(listens(fresh));
    ::close(fresh);
}

TEST(InfluxLeash, WithoutAConnectionThereIsNothingToEnd) {
    Leash leash;
    leash.cut();
    leash.hold(-1);
    leash.cut();
}

}  // namespace
}  // namespace giv::influx
