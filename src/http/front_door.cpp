// Who may come in, how long they may stay, what they may cost. Everything in Inside but open() and
// close() runs on the front door's own thread; respond() alone runs on the workers.
#include "http/front_door.hpp"

#include "http/front_door_sockets.hpp"
#include "http/refusal.hpp"
#include "http/request_head.hpp"
#include "http/request_rate.hpp"

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <functional>
#include <iterator>
#include <list>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace giv::http {
namespace {

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::chrono::milliseconds patrol_interval{100};
constexpr int kernel_buffer = 64 * 1024;  // by default it grows to 4 MB a connection

}  // namespace

class FrontDoor::Inside {
 public:
    Inside(Entrance entrance, Respond respond)
        : entrance_{std::move(entrance)},
          respond_{std::move(respond)},
          strangers_told_{limits_of_telling(entrance_.limits)},
          workers_{limits().workers} {}

    Result<std::vector<std::uint16_t>> open() {
        if (const auto ready = prepare_tls(); !ready) return tl::unexpected(ready.error());
        const auto address = numeric_address(entrance_.address);
        if (!address) return tl::unexpected(address.error());
        std::vector<std::uint16_t> ports;
        for (const auto port : entrance_.ports) {
            auto acceptor = listen_at(loop_, {*address, port});
            if (!acceptor) return acceptors_.clear(), tl::unexpected(acceptor.error());
            ports.push_back(acceptor->local_endpoint().port());
            acceptors_.push_back(*std::move(acceptor));
        }
        for (std::size_t door = 0; door < acceptors_.size(); ++door)
            spawn(welcome(door));
        thread_ = std::thread{[this] { live(); }};
        return ports;
    }

    void close() {
        if (!thread_.joinable()) return;
        asio::post(loop_, [this] { send_everyone_home(); });
        thread_.join();
        workers_.join();
    }

 private:
    const Limits& limits() const { return entrance_.limits; }

    static Limits limits_of_telling(Limits limits) {
        limits.costly_at_once = limits.strangers_told_at_once;
        limits.costly_per_second = limits.strangers_told_per_second;
        return limits;
    }

    void begin(Connection& connection, Doing doing, Clock::duration limit) {
        connection.doing = doing;
        connection.since = Clock::now();
        connection.deadline = std::min(connection.since + limit, closing_time_);
    }

    Result<void> prepare_tls() {
        const auto& [chain, key] = entrance_.certificate;
        if (chain.empty() && key.empty()) return {};
        auto context = tls_context(entrance_.certificate);
        if (!context) return tl::unexpected(context.error());
        tls_ = *std::move(context);
        return {};
    }

    void live() {
        if (!entrance_.failed) return static_cast<void>(loop_.run());
        try {
            loop_.run();
        } catch (const std::exception& error) {
            entrance_.failed(error.what());
        }
    }

    // Ends by itself; the loop, and with it close(), waits for it. An exception is a bug, or no
    // memory: it leaves the loop and ends the program.
    void spawn(asio::awaitable<void> life) {
        asio::co_spawn(loop_, std::move(life), [](const std::exception_ptr& failure) {
            if (failure) std::rethrow_exception(failure);
        });
    }

    asio::awaitable<void> welcome(std::size_t door) {
        auto& acceptor = acceptors_[door];
        while (acceptor.is_open()) {
            tcp::socket socket{loop_};
            tcp::endpoint from;
            std::error_code error;
            co_await acceptor.async_accept(
                socket, from, asio::redirect_error(asio::use_awaitable, error)
            );
            if (!error) {
                admit(std::move(socket), peer_of(from, door));
            } else if (acceptor.is_open()) {
                co_await pause();  // out of file descriptors, say: it passes
            }
        }
    }

    void admit(tcp::socket socket, Peer peer) {
        if (!comes_from_here(socket) && !entrance_.admits(peer.address))
            return turn_away(std::move(socket), std::move(peer), 403);
        const auto same_peer = [&](const Connection& c) { return c.peer.address == peer.address; };
        const auto anyone = [](const Connection&) { return true; };
        if (!make_room(limits().connections_per_peer, same_peer) ||
            !make_room(limits().connections, anyone)) {
            return turn_away(std::move(socket), std::move(peer), 503);
        }
        spawn(serve(take_in(std::move(socket), std::move(peer))));
    }

    std::list<Connection>::iterator take_in(tcp::socket socket, Peer peer) {
        std::error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        socket.set_option(tcp::socket::send_buffer_size{kernel_buffer}, ignored);
        auto& connection = connections_.emplace_back(std::move(socket), std::move(peer));
        if (tls_) connection.tls.emplace(connection.socket, *tls_);
        if (!std::exchange(on_patrol_, true)) spawn(patrol());
        return std::prev(connections_.end());
    }

    // The newcomer takes the place of whoever has kept us waiting longest. So a peer that hoards
    // connections, asks slowly or reads slowly pushes out nobody but itself; and when the house is
    // full of such peers, each newcomer still gets in.
    template <class Group>
    bool make_room(std::size_t places, Group group) {
        std::size_t taken = 0;
        Connection* longest = nullptr;
        for (auto& connection : connections_) {
            if (!connection.socket.is_open() || connection.is_refused) continue;
            if (!group(connection)) continue;
            ++taken;
            if (connection.doing == Doing::waiting_for_answer) continue;  // it waits for us
            if (longest == nullptr || connection.since < longest->since) longest = &connection;
        }
        if (taken < places) return true;
        if (longest != nullptr) longest->cut();
        return longest != nullptr;
    }

    // A word on the way out, if the socket takes it without waiting (a fresh one does). Over TLS it
    // takes a handshake first.
    void turn_away(tcp::socket socket, Peer peer, int status) {
        auto word = refusal_unheard(status, entrance_.cors);
        if (tls_) {
            if (!strangers_told_.take("all", Clock::now())) return;
            const auto place = take_in(std::move(socket), std::move(peer));
            place->is_refused = true;
            return spawn(see_out(place, std::move(word)));
        }
        std::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(word), ignored);
    }

    asio::awaitable<void> see_out(std::list<Connection>::iterator place, std::string word) {
        auto& connection = *place;
        begin(connection, Doing::leaving, limits().to_ask);
        if (co_await shake_hands(connection)) {
            connection.answer = std::move(word);
            if (co_await tell(connection)) co_await see_off(connection);
        }
        connections_.erase(place);
    }

    asio::awaitable<void> serve(std::list<Connection>::iterator place) {
        auto& connection = *place;
        begin(connection, Doing::asking, limits().to_ask);
        if (co_await shake_hands(connection)) {
            while (co_await exchange(connection)) {
                const auto more = !connection.received.empty();
                begin(connection, Doing::asking, more ? limits().to_ask : limits().to_ask_again);
            }
            co_await see_off(connection);
        }
        connections_.erase(place);
    }

    // One request, one answer. False when the conversation is over.
    asio::awaitable<bool> exchange(Connection& connection) {
        const auto request = co_await listen(connection);
        if (!request) co_return false;
        auto answer = refused(request->refusal, connection.received);
        if (request->refusal == 0) {
            auto whole = connection.received.substr(0, request->size);
            connection.received.erase(0, request->size);
            begin(connection, Doing::waiting_for_answer, limits().to_take_the_answer);
            auto work = ask_a_worker(std::move(whole), connection.peer);
            answer = co_await std::move(work);
        }
        connection.answer = std::move(answer.bytes);
        begin(connection, Doing::taking_answer, limits().to_take_the_answer);
        make_memory();
        if (!co_await tell(connection)) co_return false;
        co_return answer.keep_open && !closing_;
    }

    struct Request {
        int refusal = 0;
        std::size_t size = 0;  // bytes of head and body; more may have come in behind them
    };

    // Until a request is whole, or is refused; nothing when the visitor has left.
    asio::awaitable<std::optional<Request>> listen(Connection& connection) {
        auto& received = connection.received;
        auto end = received.find(end_of_head);
        while (end == std::string::npos) {
            if (const auto status = judge_unfinished_head(received, limits())) {
                co_return Request{status};
            }
            const auto first = received.empty();
            if (!co_await hear(connection)) co_return std::nullopt;
            if (first) begin(connection, Doing::asking, limits().to_ask);
            end = received.find(end_of_head);
        }

        const auto verdict = judge_head({received.data(), end}, limits());
        if (verdict.refusal != 0) co_return Request{verdict.refusal};
        const auto size = end + end_of_head.size() + verdict.body_length;
        while (received.size() < size) {
            if (!co_await hear(connection)) co_return std::nullopt;
        }
        co_return Request{0, size};
    }

    asio::awaitable<Answer> ask_a_worker(std::string request, Peer peer) {
        if (at_work_ >= limits().requests) co_return refused(503, request);
        ++at_work_;
        auto work = respond(std::move(request), std::move(peer));
        auto answer = co_await asio::co_spawn(workers_, std::move(work), asio::use_awaitable);
        --at_work_;
        co_return answer;
    }

    Answer refused(int status, std::string_view request) const {
        return {refusal(status, request, entrance_.cors)};
    }

    asio::awaitable<Answer> respond(std::string request, Peer peer) {  // on a worker
        co_return respond_(request, peer);
    }

    // Slow readers of large answers: the largest is dropped, and of equals the oldest.
    void make_memory() {
        std::size_t unsent = 0;
        Connection* largest = nullptr;
        for (auto& connection : connections_) {
            if (!connection.socket.is_open()) continue;
            unsent += connection.answer.size();
            if (largest == nullptr || connection.answer.size() > largest->answer.size())
                largest = &connection;
        }
        if (unsent > limits().unsent) largest->cut();
    }

    // A socket closed over unread bytes resets the connection and may take our last answer with
    // it; so say goodbye and let the visitor finish, within reason.
    asio::awaitable<void> see_off(Connection& connection) {
        begin(connection, Doing::leaving, limits().to_leave);
        co_await say_goodbye(connection);
        for (auto spare = limits().body; spare > 0;) {
            connection.received.clear();
            if (!co_await hear(connection)) break;
            spare -= std::min(spare, connection.received.size());
        }
        std::error_code ignored;
        connection.socket.close(ignored);
    }

    asio::awaitable<void> patrol() {
        while (!connections_.empty()) {
            co_await pause();
            const auto now = Clock::now();
            for (auto& connection : connections_) {
                if (connection.deadline < now) connection.cut();
            }
        }
        on_patrol_ = false;
    }

    asio::awaitable<void> pause() {
        asio::steady_timer timer{loop_, patrol_interval};
        co_await timer.async_wait(asio::use_awaitable);
    }

    void send_everyone_home() {
        closing_ = true;
        for (auto& acceptor : acceptors_)
            acceptor.close();
        closing_time_ = Clock::now() + limits().to_leave_when_we_close;
        for (auto& connection : connections_) {
            if (connection.doing == Doing::asking) connection.cut();
            connection.deadline = std::min(connection.deadline, closing_time_);
        }
    }

    // set once
    const Entrance entrance_;
    const Respond respond_;
    std::optional<asio::ssl::context> tls_;

    // loop thread
    asio::io_context loop_{1};
    std::vector<tcp::acceptor> acceptors_;
    std::list<Connection> connections_;
    std::size_t at_work_ = 0;
    RequestRate strangers_told_;
    bool on_patrol_ = false;
    bool closing_ = false;
    Clock::time_point closing_time_ = Clock::time_point::max();

    // any thread
    asio::thread_pool workers_;
    std::thread thread_;
};

FrontDoor::FrontDoor(Entrance entrance, Respond respond)
    : inside_{std::make_unique<Inside>(std::move(entrance), std::move(respond))} {}

FrontDoor::~FrontDoor() { close(); }

Result<std::vector<std::uint16_t>> FrontDoor::open() { return inside_->open(); }

void FrontDoor::close() { inside_->close(); }

}  // namespace giv::http
