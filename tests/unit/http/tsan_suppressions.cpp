// What ThreadSanitizer reports although it is none of ours: Debian's libcpp-httplib.so is not
// instrumented, so that the guard of a static inside it is not seen to synchronise. With httplib
// compiled into an instrumented program there is no report.

extern "C" const char* __tsan_default_suppressions() {
    return "called_from_lib:libcpp-httplib.so\n";
}
