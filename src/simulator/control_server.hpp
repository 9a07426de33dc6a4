// The control port: lines of JSON in and out, for a ControlDesk, on the loopback interface alone.
//
// One thread, the one that runs the io_context, and declared after it. Bounded: few connections,
// lines of 64 kB, and one answer at a time; who sends more before it has gone out must wait. What
// comes after a line that was too long is thrown away. A last line needs no end of line, if the
// peer closes its half.
#pragma once

#include "simulator/control_line.hpp"

#include "givtcp/result.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <utility>

namespace giv::simulator {

class ControlServer {
 public:
    static constexpr std::size_t most_connections = 8;
    static constexpr std::size_t longest_line = 65'536;
    static constexpr std::size_t most_thrown_away = 1024 * longest_line;  // after the last answer

    // `changed` is called after each answer: a dongle may have something to do at once.
    ControlServer(asio::io_context& io, ControlDesk desk, std::function<void()> changed);

    // The text is "127.0.0.1:port"; port 0 is any free one.
    Result<std::string> listen(std::uint16_t port);

 private:
    struct Session {
        explicit Session(asio::ip::tcp::socket accepted) : socket{std::move(accepted)} {}

        asio::ip::tcp::socket socket;
        std::array<char, 4096> incoming{};
        std::string line;     // what has come of it
        std::string answer;   // being sent
        bool closes = false;  // once it is sent
        std::size_t spare = most_thrown_away;
    };

    using Place = std::list<Session>::iterator;

    void accept();
    void accept_later();
    void read(Place session);
    void received(Place session, std::size_t count);
    void answer_next(Place session);
    void answer_last(Place session);
    void send(Place session, std::string text);
    void say_farewell(Place session);
    void throw_away(Place session);

    ControlDesk desk_;
    std::function<void()> changed_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer accept_pause_;
    std::list<Session> sessions_;  // each has one operation at a time, whose end may remove it
};

}  // namespace giv::simulator
