// The only file that knows httplib's server. What it needs beyond httplib's public interface is the
// protected process_request().
#include "http/hardened_server.hpp"

#include "http/refusal.hpp"

#include <httplib.h>

#include <exception>
#include <optional>
#include <string_view>
#include <utility>

namespace giv::http {
namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

using SetUp = std::function<void(httplib::Request&)>;

// The one place where versions of httplib differ: overload resolution finds the signature of the
// process_request() that is there.
template <class Server>
auto bind_process_request(bool (Server::*process)(httplib::Stream&, bool, bool&, const SetUp&), const Peer&) {
    return [process](Server& server, httplib::Stream& stream, bool& close, const SetUp& set_up) {
        return (server.*process)(stream, false, close, set_up);
    };
}

template <class Server>
auto bind_process_request(
    bool (Server::*process
    )(httplib::Stream&,
      const std::string&,
      int,
      const std::string&,
      int,
      bool,
      bool&,
      const SetUp&),
    const Peer& peer
) {
    return
        [process, peer](Server& server, httplib::Stream& stream, bool& close, const SetUp& set_up) {
            return (server.*process)(
                stream, peer.address, peer.port, std::string{}, 0, false, close, set_up
            );
        };
}

// What httplib takes for a connection: a request to read, and room for the answer.
class Exchange final : public httplib::Stream {
 public:
    Exchange(std::string_view request, const Peer& peer, std::size_t largest_answer)
        : unread_{request}, peer_{peer}, largest_answer_{largest_answer} {}

    bool is_readable() const override { return !unread_.empty(); }

    bool is_writable() const override { return !cut_short_; }

    ssize_t read(char* to, std::size_t size) override {
        const auto taken = unread_.copy(to, size);
        unread_.remove_prefix(taken);
        return static_cast<ssize_t>(taken);
    }

    ssize_t write(const char* from, std::size_t size) override {
        cut_short_ = cut_short_ || size > largest_answer_ - answer_.size();
        if (cut_short_) return -1;
        answer_.append(from, size);
        return static_cast<ssize_t>(size);
    }

    void get_remote_ip_and_port(std::string& ip, int& port) const override {
        ip = peer_.address;
        port = peer_.port;
    }

    void get_local_ip_and_port(std::string&, int&) const override {}

    socket_t socket() const override { return INVALID_SOCKET; }

    // Nothing, if it grew too large.
    std::optional<std::string> answer() && {
        if (cut_short_) return std::nullopt;
        return std::move(answer_);
    }

 private:
    std::string_view unread_;
    const Peer& peer_;
    const std::size_t largest_answer_;
    std::string answer_;
    bool cut_short_ = false;
};

// What our handler will see beside the head. httplib tells the peer's address through header fields
// too, behind those of the same name that the peer may have sent; and it would compress for seconds
// (brotli at its slowest) for whoever asks. Our door travels as the "local port".
void complete(httplib::Request& request, std::string_view body, const Peer& peer) {
    for (const auto* const name :
         {"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT", "Accept-Encoding"}) {
        request.headers.erase(name);
    }
    request.local_port = static_cast<int>(peer.door);
    request.body = body;
}

std::string_view body_of(std::string_view request) {
    const auto end = request.find(end_of_head);
    return end == std::string_view::npos ? std::string_view{}
                                         : request.substr(end + end_of_head.size());
}

std::string query_of(const std::string& target) {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string{} : target.substr(mark + 1);
}

Request ours(const httplib::Request& theirs) {
    Request request;
    request.method = theirs.method;
    request.path = theirs.path;
    request.query = query_of(theirs.target);
    request.body = theirs.body;
    for (const auto& [name, value] : theirs.headers)
        request.fields.push_back({name, value});
    request.peer.address = theirs.remote_addr;
    request.peer.port = static_cast<std::uint16_t>(theirs.remote_port);
    request.peer.door = static_cast<std::size_t>(theirs.local_port);
    return request;
}

void fill(httplib::Response& theirs, Response response, std::string_view method) {
    theirs.status = response.status;
    for (const auto& [name, value] : response.fields)
        theirs.set_header(name, value);
    theirs.set_header("Cache-Control", "no-store");
    if (method == "HEAD") theirs.set_header("Accept-Ranges", "none");  // httplib would say "bytes"
    if (response.status == 204) return;
    theirs.set_header("Content-Type", response.content_type);
    theirs.body = std::move(response.body);
}

}  // namespace

// Everything that it is told is set in the constructor; requests run through it on many threads, as
// they would on httplib's own.
class HardenedServer::Parser final : public httplib::Server {
 public:
    Parser(HardenedServer::Handler handler, Complaint complaint, Cors cors)
        : handler_{std::move(handler)}, complaint_{std::move(complaint)}, cors_{std::move(cors)} {
        set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& answer) {
            fill(answer, handle(request), request.method);
            return HandlerResponse::Handled;
        });
    }

    // False when the connection has to end; no answer when it grew too large.
    std::pair<bool, std::optional<std::string>> run(
        const std::string& request, const Peer& peer, std::size_t largest_answer
    ) {
        const auto body = body_of(request);
        const SetUp set_up = [&](httplib::Request& parsed) { complete(parsed, body, peer); };
        const auto process = bind_process_request(&Parser::process_request, peer);
        Exchange exchange{request, peer, largest_answer};
        bool close = false;
        const auto done = process(*this, exchange, close, set_up);
        return {done && !close, std::move(exchange).answer()};
    }

 private:
    Response handle(const httplib::Request& theirs) const {
        const auto request = ours(theirs);
        try {
            return handler_(request);
        } catch (const std::exception& error) {
            complain(request.path, error.what());
        }
        auto response = refusal_at(500, request.path);
        cors_.let_pages_read(request, response);
        return response;
    }

    void complain(const std::string& where, const char* what) const {
        if (complaint_) complaint_("answering " + where.substr(0, 64) + " failed: " + what);
    }

    const HardenedServer::Handler handler_;  // httplib has a Handler too
    const Complaint complaint_;
    const Cors cors_;
};

HardenedServer::HardenedServer(Entrance entrance, Handler handler, Complaint complaint)
    : limits_{entrance.limits},
      cors_{entrance.cors},
      parser_{std::make_unique<Parser>(std::move(handler), std::move(complaint), cors_)},
      door_{std::move(entrance), [this](const std::string& request, const Peer& peer) {
                return respond(request, peer);
            }} {}

HardenedServer::~HardenedServer() { stop(); }

Result<std::vector<std::uint16_t>> HardenedServer::start() { return door_.open(); }

void HardenedServer::stop() { door_.close(); }

Answer HardenedServer::respond(const std::string& request, const Peer& peer) const {
    auto [keep_open, answer] = parser_->run(request, peer, limits_.answer);
    if (!answer) return {refusal(500, request, cors_)};
    return {*std::move(answer), keep_open};
}

}  // namespace giv::http
