// The tests; or, with --live PORT, a client with one plant that lives until it is killed.
#include "system/mqtt/live.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <signal.h>
#include <string_view>

int main(int argc, char** argv) {
    ::signal(SIGPIPE, SIG_IGN);
    if (argc == 3 && std::string_view{argv[1]} == "--live") {
        const auto port = static_cast<std::uint16_t>(std::atoi(argv[2]));
        giv::mqtt::test::Live live{giv::mqtt::test::settings_for(port)};
        live.accept(50);
        live.run(std::chrono::minutes{1});
        return 0;
    }
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
