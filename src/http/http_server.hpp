// The HTTP room as the app sees it: a port per plant, one front door and one pool of workers for
// all. Built and started on the loop's thread; stop() may wait up to two seconds.
//
// Stop the hubs first (SnapshotHub::stop), and answer or drop every command: a worker that waits
// for a plant waits for its hub or for its answer, not for us.
#pragma once

#include "exchange/log.hpp"
#include "http/hardened_server.hpp"
#include "http/http_settings.hpp"
#include "http/plant_face.hpp"
#include "http/request_rate.hpp"
#include "http/router.hpp"

#include "givtcp/result.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace giv::http {

class HttpServer {
 public:
    HttpServer(
        HttpSettings settings, const std::vector<PlantFace>& plants, DaemonFace daemon, Log log
    );

    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    // Listens; the ports, in the order of the plants that have one. The error is one sentence that
    // says what to set.
    Result<std::vector<std::uint16_t>> start();

    // Closes every port and connection, and waits for the workers. Harmless twice.
    void stop();

 private:
    Result<Entrance> entrance();
    Response answer(const Request& request);

    // set once
    const HttpSettings settings_;
    const DaemonFace daemon_;
    const Log log_;
    std::vector<int> instances_;  // of the doors, in their order
    std::vector<std::uint16_t> ports_;

    // any thread
    Router router_;
    RequestRate rate_;
    std::unique_ptr<HardenedServer> server_;  // last: its workers use all of the above
};

}  // namespace giv::http
