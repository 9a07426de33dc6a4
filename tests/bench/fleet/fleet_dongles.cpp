// Many dongles in one process, each with a plant of its own: what tests/bench/fleet polls.
//
//   fleet_dongles COUNT PORT LATENCY_MS
//
// Plant n of 0, 1, ... listens at 127.1.(n / 200).(1 + n % 200), as dongles do: at an address each,
// and one port. It is a first-generation hybrid with four packs, of which a cycle takes six reads;
// sixteen registers of it move each second. Ends with SIGTERM.
#include "simulator/builtin_plants.hpp"
#include "simulator/dongle.hpp"
#include "simulator/tcp_server.hpp"

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <exception>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace {

using namespace giv;
using namespace giv::simulator;
using namespace std::chrono_literals;

constexpr auto packs = std::to_array<DeviceAddress>({{0x32}, {0x33}, {0x34}, {0x35}});
constexpr RegisterRange pack_page{Bank::input, 60, 60};

struct Moving {
    std::uint16_t index;
    int most;  // how far from where it began
};

// What of the inverter moves from each second to the next, and one cell of each pack: some thirty
// values follow, a tenth of all, as of recorded plants in ten seconds.
constexpr auto of_the_inverter = std::to_array<Moving>({
    {5, 15},   // grid voltage
    {13, 3},   // and frequency
    {18, 90},  // PV1
    {24, 90},  // AC output
    {30, 90},  // export
    {42, 90},  // house
    {51, 90},  // battery current
    {52, 90},  // and power
});
constexpr auto of_a_pack = std::to_array<Moving>({{60, 2}, {80, 9}});

// A serial as they are: "SA2114" and 47 make "SA2114A047".
std::string numbered(std::string_view kind, int number) {
    std::array<char, 8> end{};
    std::snprintf(end.data(), end.size(), "%c%03d", 'A' + number / 1000 % 26, number % 1000);
    return std::string{kind} + end.data();
}

void set_text(RegisterImage& image, DeviceAddress device, Register at, std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto word = static_cast<unsigned>(text[i]) << 8U | static_cast<unsigned>(text[i + 1]);
        image.set(
            device,
            {at.bank, static_cast<std::uint16_t>(at.index + i / 2)},
            static_cast<std::uint16_t>(word)
        );
    }
}

RegisterImage plant(int number) {
    auto image = gen1_plant();
    for (std::size_t pack = 0; pack < packs.size(); ++pack) {
        const auto page = image.read(packs.at(pack % 2), pack_page);
        if (page) image.set(packs.at(pack), Bank::input, pack_page.base, *page);
        set_text(
            image, packs.at(pack), IR(110), numbered("BG21" + std::to_string(20 + pack), number)
        );
    }
    set_text(image, device::inverter, HR(13), numbered("SA2114", number));
    return image;
}

class Fleet {
 public:
    Fleet(asio::io_context& io, int count, std::chrono::milliseconds latency) : timer_{io} {
        for (int number = 0; number < count; ++number) {
            const DongleSettings settings{
                .latency = latency, .seed = static_cast<std::uint32_t>(number)};
            dongles_.emplace_back(plant(number), settings);
            servers_.emplace_back(io, dongles_.back());
        }
    }

    Result<void> listen(std::uint16_t port) {
        int number = 0;
        for (auto& server : servers_) {
            const auto host =
                "127.1." + std::to_string(number / 200) + '.' + std::to_string(1 + number % 200);
            ++number;
            if (auto done = server.listen(host, port); !done) return tl::unexpected(done.error());
        }
        move();
        return {};
    }

 private:
    // A slice of the fleet at a time, so that it is no wave.
    void move() {
        constexpr std::size_t slices = 20;
        for (auto number = turn_++ % slices; number < dongles_.size(); number += slices)
            move(dongles_[number].registers());
        timer_.expires_after(1000ms / slices);
        timer_.async_wait([this](const std::error_code& error) {
            if (!error) move();
        });
    }

    void move(RegisterImage& image) {
        for (const auto& one : of_the_inverter)
            move(image, device::inverter, one);
        for (const auto pack : packs)
            for (const auto& one : of_a_pack)
                move(image, pack, one);
    }

    // Round what it was at first, so that nothing drifts away.
    void move(RegisterImage& image, DeviceAddress device, const Moving& moving) {
        const auto began = first_.word(device, IR(moving.index)).value_or(0);
        std::uniform_int_distribution<int> by{-moving.most, moving.most};
        image.set(device, IR(moving.index), static_cast<std::uint16_t>(began + by(chance_)));
    }

    const RegisterImage first_ = plant(0);
    std::deque<Dongle> dongles_;
    std::deque<TcpServer> servers_;
    asio::steady_timer timer_;
    std::minstd_rand chance_{7};
    std::size_t turn_ = 0;
};

int serve(int count, std::uint16_t port, std::chrono::milliseconds latency) {
    asio::io_context io{1};
    Fleet fleet{io, count, latency};
    if (const auto listening = fleet.listen(port); !listening) {
        std::cerr << "fleet_dongles: " << listening.error().detail << '\n';
        return 2;
    }
    asio::signal_set signals{io, SIGINT, SIGTERM};
    signals.async_wait([&io](const std::error_code&, int) { io.stop(); });
    std::cout << "listening" << std::endl;
    io.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::span<char*> words{argv, static_cast<std::size_t>(argc)};
        if (words.size() != 4) {
            std::cerr << "usage: fleet_dongles COUNT PORT LATENCY_MS\n";
            return 2;
        }
        const auto port = static_cast<std::uint16_t>(std::stoi(words[2]));
        return serve(std::stoi(words[1]), port, std::chrono::milliseconds{std::stoi(words[3])});
    } catch (const std::exception& error) {
        std::cerr << "fleet_dongles: " << error.what() << '\n';
        return 70;
    }
}
