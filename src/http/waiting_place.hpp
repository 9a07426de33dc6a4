// One of the few places where a worker may wait for a plant; free again when it goes. The other
// workers go on serving reads (architecture ruling 18).
#pragma once

#include "http/routes.hpp"

namespace giv::http {

class WaitingPlace {
 public:
    explicit WaitingPlace(House& house) : house_{house}, number_{house.waiting.fetch_add(1)} {}
    ~WaitingPlace() { house_.waiting.fetch_sub(1); }

    WaitingPlace(const WaitingPlace&) = delete;
    WaitingPlace& operator=(const WaitingPlace&) = delete;

    bool is_free() const { return number_ < house_.waiting_places; }

 private:
    House& house_;
    const int number_;  // how many were there before us
};

}  // namespace giv::http
