// The sockets of the HTTP server: who may come in, how long they may stay, what they may cost.
//
// One thread (asio) holds every connection of every port; a visitor who is slow to ask, slow to
// read or silent occupies no thread, only a bounded buffer and a place, and gives the place up to
// the next visitor when places run out. Only a whole, judged request reaches a worker, and only
// there is code called that knows what the request means: `respond`, with bytes in and bytes out.
//
// An answer is a document, not a stream: it is complete before its first byte is sent.
#pragma once

#include "http/cors.hpp"
#include "http/limits.hpp"
#include "http/peer.hpp"

#include "givtcp/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace giv::http {

struct Answer {
    std::string bytes;
    bool keep_open = false;
};

// PEM files. With both names empty the server speaks plain HTTP. Use ECDSA keys: handshakes run on
// the front door's one thread.
struct Certificate {
    std::string chain_file;
    std::string key_file;
};

// Whether a server can speak TLS with them. The error is a sentence for whoever starts the program.
Result<void> check_certificate(const Certificate& certificate);

struct Entrance {
    std::string address = "0.0.0.0";      // "::" takes IPv4 as well
    std::vector<std::uint16_t> ports{0};  // 0: any free one
    Certificate certificate;              // for all ports alike
    std::function<bool(const std::string& address)> admits = [](const auto&) { return true; };
    Cors cors;  // which pages may read why their GET was refused
    Limits limits;

    // The front door's thread ended by an exception (a bug, or no memory), and nobody is served any
    // more. Called once, on that thread. Without it the program ends.
    std::function<void(const std::string& why)> failed;
};

class FrontDoor {
 public:
    // Runs on a worker, several at once. Must not throw.
    using Respond = std::function<Answer(const std::string& request, const Peer& peer)>;

    FrontDoor(Entrance entrance, Respond respond);
    ~FrontDoor();

    FrontDoor(const FrontDoor&) = delete;
    FrontDoor& operator=(const FrontDoor&) = delete;

    // The ports, in the order of `Entrance::ports`. All or none: a port that is taken, an address
    // that is not ours or an unreadable certificate is an error, here and at once, in a sentence.
    // Once only; any thread.
    Result<std::vector<std::uint16_t>> open();

    // Silent visitors leave at once, answers under way have `to_leave_when_we_close`.
    // Waits for `respond`, whose calls must therefore be bounded. Any thread but a worker's.
    void close();

 private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace giv::http
