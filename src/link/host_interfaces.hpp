// The addresses of this machine's network interfaces. Asks the system; any thread.
#pragma once

#include "link/link_settings.hpp"
#include "link/networks.hpp"

#include <vector>

namespace giv {

// IPv4 only. Empty where the system does not say.
std::vector<HostInterface> host_interfaces();

// By the mark that Docker or Podman leaves in each container.
Housing housing();

// Where dongles are looked for by these settings.
SearchArea search_area(const SearchSettings& settings);

}  // namespace giv
