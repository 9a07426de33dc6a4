// Any text as GivTCP's settings: what is made of them is a settings file that we understand, and
// what is said of them is printable.
#include "config/import_settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace giv;
    const std::string text{data, data + size};
    const World world{
        .read_file = [](const std::string&) -> Result<std::string> {
            return fail(Errc::unsupported, "no files here");
        },
        .has_zone = [](const std::string& name) { return name == "Europe/London"; },
        .zone_names = [] { return std::vector<std::string>{"Europe/London"}; }};

    const auto foreign = read_foreign(text);
    if (!foreign) {
        require(!foreign.error().detail.empty());
        return 0;
    }
    const auto import = import_settings(*foreign, world);
    const auto again = load({}, ConfigFile{"fuzz", import.settings}, world);
    // What is still wrong in it is said.
    require(again.errors.empty() || !import.is_clean);
    return 0;
}
