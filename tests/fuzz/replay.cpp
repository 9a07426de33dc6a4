// Stands in for libFuzzer where there is none: feeds a fuzz target the files of its corpus and a
// few thousand mutations of them, the same ones in every run.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr int usual_mutations = 4000;

std::vector<Input> corpus(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator{folder}) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());

    std::vector<Input> inputs{{}, Input(200, 0x00), Input(200, 0xFF)};
    for (const auto& path : files) {
        std::ifstream file{path, std::ios::binary};
        inputs.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    }
    return inputs;
}

// Some bytes changed, some cut away, another input behind.
Input mutated(const std::vector<Input>& inputs, std::mt19937& random) {
    const auto below = [&random](std::size_t limit) {
        return limit == 0 ? 0 : static_cast<std::size_t>(random()) % limit;
    };
    auto input = inputs[below(inputs.size())];
    if (below(2) == 0) {
        const auto& other = inputs[below(inputs.size())];
        input.insert(input.end(), other.begin(), other.end());
    }
    for (auto changes = below(4); changes > 0 && !input.empty(); --changes) {
        input[below(input.size())] = static_cast<std::uint8_t>(random());
    }
    if (below(3) == 0) input.resize(below(input.size() + 1));
    return input;
}

}  // namespace

// CORPUS [MUTATIONS]: fewer for a target whose inputs take long.
int main(int count, char** arguments) {
    const int mutations = count > 2 ? std::stoi(arguments[2]) : usual_mutations;
    const auto inputs = corpus(count > 1 ? arguments[1] : "");
    for (const auto& input : inputs)
        LLVMFuzzerTestOneInput(input.data(), input.size());

    std::mt19937 random{20240229};  // NOLINT(cert-msc51-cpp,cert-msc32-c): the same in every run
    for (int i = 0; i < mutations; ++i) {
        const auto input = mutated(inputs, random);
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu inputs and %d mutations\n", inputs.size(), mutations);
}
