// A low-voltage lithium iron phosphate battery of equal packs in parallel.
//
// Pure state, moved by the power that flows. Losses inside: what is charged is not all stored.
#pragma once

#include <chrono>

namespace giv::simulator {

class Battery {
 public:
    static constexpr int cells = 16;  // in series, of each pack
    static constexpr double nominal_cell_volts = 3.2;
    static constexpr double efficiency = 0.97;  // each way

    Battery(int packs, double pack_ampere_hours, double soc_percent, double ambient_celsius);

    // Discharging is positive; `ambient_celsius` is where it stands.
    void flow(double watts, std::chrono::duration<double> time, double ambient_celsius);

    int packs() const { return packs_; }
    double pack_ampere_hours() const { return pack_ampere_hours_; }
    double capacity_kwh() const;
    double stored_kwh() const { return stored_kwh_; }
    double soc_percent() const { return stored_kwh_ / capacity_kwh() * 100; }

    // The mean of the cells, under the load of the last flow.
    double cell_volts() const;
    double volts() const { return cell_volts() * cells; }
    double celsius() const { return celsius_; }

    // Of each pack; discharging is positive.
    double pack_amperes() const { return watts_ / packs_ / volts(); }

    // Charged with so much it is full after this time; discharged with so much, empty.
    double watts_to_full(std::chrono::duration<double> time) const;
    double watts_to_empty(std::chrono::duration<double> time) const;

 private:
    double open_circuit_volts() const;

    int packs_;
    double pack_ampere_hours_;
    double stored_kwh_ = 0;
    double watts_ = 0;
    double celsius_;
};

}  // namespace giv::simulator
