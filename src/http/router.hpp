// From a request to the row of the table that answers it: which plant, which path, which method.
// Any thread; the tables say what there is.
#pragma once

#include "http/cors.hpp"
#include "http/http_settings.hpp"
#include "http/message.hpp"
#include "http/plant_face.hpp"
#include "http/routes.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace giv::http {

class Router {
 public:
    // `host_names`: HttpSettings::host_names.
    Router(
        std::vector<PlantFace> plants,
        DaemonFace daemon,
        std::vector<std::string> host_names = {},
        Cors cors = {},
        HttpSettings::Token token = {}
    );

    // How long a worker waits for a plant at most, and how many may wait at once. Before the first
    // request only.
    void bound_waiting(std::chrono::milliseconds longest, int places);

    // `instance` is the plant of the port that the request came in by; /REST<n>/ before the path
    // chooses another. Never throws but for want of memory.
    Response answer(const Request& request, int instance);

 private:
    Response route(const Request& request, int instance);

    // A sentence; empty if the request writes nothing, or may.
    std::string why_not_to_answer(const Request& request) const;

    House house_;
    const Cors cors_;
    const HttpSettings::Token token_;
};

}  // namespace giv::http
