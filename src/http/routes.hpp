// What the server serves, as tables: one row per method and path. Handlers run on a worker, are
// bounded in time, and answer JSON; /metrics answers text.
#pragma once

#include "http/document_text.hpp"
#include "http/message.hpp"
#include "http/plant_face.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace giv::http {

struct ServedPlant {
    PlantFace face;
    DocumentText text;
};

struct Visit;

struct Route {
    std::string_view method;  // GET stands for HEAD too; POST writes (not there when READ_ONLY)
    std::string_view path;    // without the prefix that names a plant, and without a slash behind;
                              // "{...}" stands for any one segment
    std::string_view what;    // for people, in /api
    Response (*answer)(const Visit& visit);
};

// What all handlers share.
struct House {
    // set once
    DaemonFace daemon;
    std::vector<std::string> host_names;     // HttpSettings::host_names
    std::vector<std::string> control_paths;  // "/setChargeTarget", for the rows that they make
    std::vector<Route> routes;               // all tables
    std::chrono::milliseconds longest_wait{8'000};  // for a plant; clients give up at 10 s
    int waiting_places = 12;  // of the 16 workers; the others go on serving reads

    // any thread
    std::deque<ServedPlant> plants;
    RecentTexts recent_texts;
    std::atomic<int> waiting{0};
    std::atomic<bool> is_reading_recorder{false};  // by one at a time: its text is long
};

struct Visit {
    const Request& request;
    ServedPlant& plant;
    House& house;
    std::string_view path;                    // as Route::path, but of this request
    std::vector<std::string_view> arguments;  // what stands for each "{...}"
};

// GivTCP's own read endpoints: spec/clients.md §2.2. Always status 200.
std::span<const Route> legacy_routes();

// GivTCP's write endpoints, one for each path, which is a control's name behind a slash:
// spec/clients.md §2.3. Always status 200.
std::vector<Route> control_routes(const std::vector<std::string>& paths);

// The new API: spec/clients.md §6.1. Errors are problem details.
std::span<const Route> api_routes();

// Health, readiness, version, and the list of all routes: spec/clients.md §6.1.
std::span<const Route> operation_routes();

// For Prometheus: spec/clients.md §5.
std::span<const Route> metrics_routes();

// What was lately said on the wire.
std::span<const Route> recorder_routes();

// {"result": words}
Response result(int status, std::string_view words);

}  // namespace giv::http
