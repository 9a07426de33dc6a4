// What an inverter, its packs and its meter show of a living plant: one row per field.
//
// Fields are those of the daemon's own table, by name; what a model has not, is not shown. Not
// thread-safe.
#pragma once

#include "simulator/life/battery.hpp"
#include "simulator/life/field_words.hpp"
#include "simulator/life/luck.hpp"
#include "simulator/life/plant_truth.hpp"
#include "simulator/register_image.hpp"

#include "givtcp/registers/models.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace giv::simulator {

// What rows are made of.
struct Moment {
    const PlantTruth& truth;
    const Battery& battery;
    double ambient_celsius = 0;
    double grid_volts = 0;
    double grid_hertz = 0;
    double pv_unrest = 0;  // -1 to 1
};

struct ReadingRow {
    std::string_view field;
    double (*of)(const Moment&);
    Rounding rounding = Rounding::nearest;
};

class Readings {
 public:
    // For the devices that `image` has.
    Readings(const RegisterImage& image, Model model, int packs, Luck luck);

    void show(
        RegisterImage& image,
        const PlantTruth& truth,
        const Battery& battery,
        double ambient_celsius
    ) const;

 private:
    struct Line {
        DeviceAddress device;
        const Field* field;
        const ReadingRow* row;
    };

    struct Pack {
        DeviceAddress device;
        std::vector<const Field*> cells;
        std::vector<const Field*> temperatures;
        const Field* sum;
        const Field* out;
        const Field* warmest;
        const Field* coldest;
    };

    void add_lines(const RegisterImage& image, DeviceAddress device, Model model, Map map);
    void show_pack(RegisterImage& image, const Pack& pack, const Moment& moment) const;

    std::vector<Line> lines_;
    std::vector<Pack> packs_;
    Luck luck_;
};

}  // namespace giv::simulator
