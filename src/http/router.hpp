// From a request to the row of the table that answers it: which plant, which path, which method.
// Any thread; the tables say what there is.
#pragma once

#include "http/message.hpp"
#include "http/plant_face.hpp"
#include "http/routes.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace giv::http {

class Router {
 public:
    Router(std::vector<PlantFace> plants, DaemonFace daemon);

    // How long a worker waits for a plant at most, and how many may wait at once. Before the first
    // request only.
    void bound_waiting(std::chrono::milliseconds longest, int places);

    // `instance` is the plant of the port that the request came in by; /REST<n>/ before the path
    // chooses another. Never throws but for want of memory.
    Response answer(const Request& request, int instance);

 private:
    Response route(const Request& request, int instance);

    House house_;
};

}  // namespace giv::http
