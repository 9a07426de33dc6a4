#include "mqtt/patient_threads.hpp"

#include <gtest/gtest.h>

#include <sched.h>
#include <thread>

namespace giv::mqtt {
namespace {

int policy_of_a_new_thread() {
    int policy = -1;
    std::thread{[&policy] { policy = sched_getscheduler(0); }}.join();
    return policy;
}

TEST(PatientThreads, AreThoseThatAreStartedMeanwhile) {
    if (sched_getscheduler(0) != SCHED_OTHER) GTEST_SKIP() << "the tests run by another policy";

    int policy = -1;
    {
        const PatientThreads patient;
        policy = policy_of_a_new_thread();
    }

    EXPECT_EQ(policy, SCHED_BATCH);
}

TEST(PatientThreads, LeaveTheirStarterAsItWas) {
    const int before = sched_getscheduler(0);

    { const PatientThreads patient; }

    EXPECT_EQ(sched_getscheduler(0), before);
    EXPECT_EQ(policy_of_a_new_thread(), before);
}

}  // namespace
}  // namespace giv::mqtt
