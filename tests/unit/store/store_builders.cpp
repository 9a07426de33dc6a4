#include "store_builders.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace giv::testing {

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / "givtcp_").string() + std::string(6, 'X')) {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code left_behind;
    std::filesystem::remove_all(path_, left_behind);
}

}  // namespace giv::testing
