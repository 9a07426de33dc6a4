// How threads that a library starts are woken. Any thread.
#pragma once

#include <sched.h>

namespace giv::mqtt {

// While one lives, threads that its thread starts are patient ones: who wakes them is not
// interrupted by them, on the same processor, but goes on first (SCHED_BATCH, sched(7); a thread
// inherits it from the one that starts it).
//
// For paho: each publish() rings for its thread that sends. Woken at once, that runs into the locks
// that the loop takes for the next message, and both go to sleep and are woken again, once a
// message; when the loop has said all it has to say, one waking does for dozens. Where the system
// refuses (a sandbox may), it is as it would be without, only dearer: nobody needs to be told.
class PatientThreads {
 public:
    PatientThreads() {
        sched_getparam(0, &parameters_);
        if (policy_ == SCHED_OTHER) sched_setscheduler(0, SCHED_BATCH, &parameters_);
    }
    PatientThreads(const PatientThreads&) = delete;
    PatientThreads& operator=(const PatientThreads&) = delete;
    ~PatientThreads() {
        if (policy_ == SCHED_OTHER) sched_setscheduler(0, policy_, &parameters_);
    }

 private:
    // Somebody who has chosen another for the whole program meant it.
    const int policy_ = sched_getscheduler(0);
    sched_param parameters_{};
};

}  // namespace giv::mqtt
