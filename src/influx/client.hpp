// One HTTP connection to an InfluxDB, kept open from request to request; the only file that calls
// httplib as a client.
//
// post() belongs to the influx worker, and never takes much longer than its limits: the library's
// own time-outs are per read, so that a server that dribbles would hold it for ever. What any
// thread may do is end it.
#pragma once

#include "influx/answers.hpp"
#include "influx/leash.hpp"
#include "influx/name_lookup.hpp"
#include "influx/target.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace httplib {
struct Request;
}

namespace giv::influx {

struct ClientLimits {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds request{30'000};  // all of it, the connection included
    std::size_t gzip_above = 1024;              // bytes
    std::size_t words = 4096;                   // of an answer's body that are read
};

class Client {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // `ca_file`: PEM of the authorities to trust; empty: the system's.
    Client(
        Target target,
        const std::string& ca_file,
        ClientLimits limits = {},
        LookUp look_up = system_look_up
    );
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    // The worker.
    Answer post(const std::string& body);

    // ---- any thread, at once -------------------------------------------------------------------

    // Ends a request that has lasted too long; to be called about once a second.
    void cut_if_overdue(TimePoint now);

    // Ends the request, and every later one. A request that is just connecting may need a second
    // call.
    void stop();

 private:
    struct Connection;

    Answer post_within(const std::string& body, bool is_gzipped, TimePoint deadline);
    Answer post_anew(const httplib::Request& request, TimePoint deadline);

    const Target target_;
    const ClientLimits limits_;
    NameLookup lookup_;                       // the worker's
    std::unique_ptr<Connection> connection_;  // the worker's
    Leash leash_;
    std::atomic<TimePoint> deadline_{TimePoint::max()};
    std::atomic<bool> stopped_{false};
};

}  // namespace giv::influx
