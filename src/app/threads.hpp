// Every thread of the program: who starts it, what it may touch, how it hands over, how it ends.
// Nothing else is in this file. A thread that is not listed here may not exist.
//
// thread        started by         may touch                        hands over by
// ------------  -----------------  -------------------------------  ------------------------------
// loop (main)   App::run           all mutable state: links,        -
//                                  images, schedules, MQTT's table
// log           Logging::open      the log's file, pipe or stdout   spdlog's queue; drops oldest
// store         Store::open        the one SQLite connection        takes jobs from a BoundedQueue
// http door     HttpServer::start  the visitors' sockets            queue to the workers
// 16 workers    HttpServer::start  SnapshotHub, constexpr tables,   asio::post to the loop;
//                                  http's texts, CommandGate, its   commands through the gate;
//                                  CommandLog, the RefusalLog, the  waits at the hub or for an
//                                  plants' Latest figures           answer, limited
// paho's        mqtt::Client       the Inbox's counters             copies, posts to the loop
// influx        influx::Service    its httplib client, the         takes batches from the store by
//                                  Writer                          a Letterbox; the store rings
// look-up       influx's           nothing but its own look-up     a BoundedQueue of one
//               NameLookup
// broker        broker::Service    its child process and its words  posts to the loop; a log
// resolver      link's Resolver    its own look-up                  an atomic that the loop polls
// recordings    App, FlightDumps   Recordings, which are values;    a queue of four orders; a log
//                                  files in STATE_DIR/recordings
// exit watch    App, when it ends  nothing but the name of a step   ends the process if it must
//
// - What crosses a thread is a shared_ptr<const Snapshot>, a value, or a posted function. Never a
//   reference to something that changes.
// - The loop never blocks: no future.get(), no join(), no sleep, no file. Who waits on the loop or
//   a hub waits for a limited time.
// - TZ is set before any of them starts: the C library's zone is the process's.
// - Signals are taken by asio wherever they arrive, and handled on the loop.
// - They end in this order (App::run): plants, MQTT's farewell, influx, store, http, paho's, the
//   broker, recordings. 1.5 s after the signal, the exit watch says which is stuck and ends the
//   process. The threads of the resolver and of the look-up are not waited for: they own nothing,
//   and end with the C library's look-up or the process.
#pragma once
