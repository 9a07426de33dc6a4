// A server of whole requests: FrontDoor has the sockets, httplib parses and formats in memory, and
// a handler of ours says what is answered. httplib never sees a socket, and it has no routes: one
// handler takes all requests (its own router knows no 405, and its regular expressions recurse
// once per character that a stranger sends). Works with httplib 0.11 and 0.18.
//
// For the handler: the peer is `request.peer`, never a header. It runs on several workers at once,
// must be bounded in time, and answers with a document.
#pragma once

#include "http/front_door.hpp"
#include "http/message.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace giv::http {

class HardenedServer {
 public:
    using Handler = std::function<Response(const Request& request)>;

    // Told of what went wrong inside a handler, on a worker; the peer hears "500" only.
    using Complaint = std::function<void(const std::string& what)>;

    HardenedServer(Entrance entrance, Handler handler, Complaint complaint = {});
    ~HardenedServer();

    HardenedServer(const HardenedServer&) = delete;
    HardenedServer& operator=(const HardenedServer&) = delete;

    // As FrontDoor::open() and close().
    Result<std::vector<std::uint16_t>> start();
    void stop();

    // One request as text, which judge_head() has let pass, and its answer as text. Any thread;
    // needs no socket and no start(). Throws nothing but for want of memory.
    Answer respond(const std::string& request, const Peer& peer) const;

 private:
    class Parser;

    // set once
    const Limits limits_;
    const Cors cors_;
    const std::unique_ptr<Parser> parser_;
    FrontDoor door_;  // last: its workers call us
};

}  // namespace giv::http
