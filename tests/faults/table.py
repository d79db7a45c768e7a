"""Every numbered fault, and where it is proven. A number without a line has a test here that carries it in its name."""

from __future__ import annotations

FAULTS = range(1, 90)

ELSEWHERE: dict[int, tuple[str, ...]] = {
    7: (
        "tests/test_cli.py::test_a_sync_is_cancelled_and_nothing_is_lost",
        "tests/sync/test_crawl.py::test_an_interrupted_crawl_goes_on_from_its_last_page",
        "tests/ui/test_flow.py::test_c_in_sync_stops_the_sync",
    ),
    15: ("tests/storage/test_database.py::test_a_read_only_folder_is_read_and_not_written",),
    17: (
        "tests/storage/test_database.py::test_a_symbolic_link_is_refused",
        "tests/storage/test_database.py::test_a_linked_folder_is_refused",
        "tests/storage/test_database.py::test_another_users_file_is_refused",
    ),
    18: ("tests/storage/test_database.py::test_rights_that_were_widened_are_narrowed_again",),
    19: ("tests/storage/test_database.py::test_an_empty_file_is_a_new_copy",),
    20: (
        "tests/sync/test_damage.py::test_a_damaged_copy_is_moved_aside_and_fetched_again",
        "tests/storage/test_database.py::test_damaged_files_are_moved_aside_and_one_is_kept",
    ),
    21: (
        "tests/sync/test_damage.py::test_a_damaged_copy_is_moved_aside_and_fetched_again",
        "tests/storage/test_database.py::test_a_truncated_file_is_broken_for_readers",
    ),
    23: (
        "tests/sync/test_damage.py::test_a_foreign_file_is_left_alone",
        "tests/storage/test_database.py::test_another_programs_database_is_left_alone",
    ),
    25: (
        "tests/sync/test_damage.py::test_a_file_that_vanishes_during_a_sync",
        "tests/storage/test_database.py::test_a_file_replaced_under_the_writer_is_noticed",
    ),
    26: ("tests/storage/test_reader.py::test_a_copy_of_an_earlier_version_is_brought_up_to_date_before_it_is_read",),
    27: (
        "tests/sync/test_damage.py::test_a_later_version_is_left_alone",
        "tests/storage/test_database.py::test_a_later_version_is_left_alone",
    ),
    29: (
        "tests/storage/test_database.py::test_on_a_shared_file_system_there_is_no_write_ahead_log",
        "tests/storage/test_database.py::test_the_innermost_mount_decides",
    ),
    31: (
        "tests/sync/test_lock.py::test_the_loser_is_told_who_syncs",
        "tests/storage/test_reader.py::test_a_commit_elsewhere_is_noticed_and_nothing_else",
    ),
    33: (
        "tests/sync/test_lock.py::test_the_loser_is_told_who_syncs",
        "tests/sync/test_lock.py::test_a_crawl_that_was_taken_over_is_lost",
    ),
    35: ("tests/sync/test_damage.py::test_a_later_version_is_left_alone",),
    38: (
        "tests/domain/test_recurrence.py::test_a_session_keeps_its_wall_clock_through_the_week_of_a_change",
        "tests/domain/test_recurrence.py::test_other_zones_have_their_own_changes",
    ),
    39: (
        "tests/test_applog.py::test_it_does_not_grow_without_end",
        "tests/test_applog.py::test_it_is_private_from_the_first_line",
    ),
    64: (
        "tests/api/test_client.py::test_a_certificate_nobody_vouches_for_is_not_tried_twice",
        "tests/api/test_client.py::test_a_certificate_the_environment_vouches_for",
    ),
    69: ("tests/api/test_decode.py::test_fields_nobody_knows_are_passed_over",),
    70: (
        "tests/api/test_source.py::test_a_bad_record_is_set_aside_and_its_neighbours_stay",
        "tests/sync/test_crawl.py::test_a_record_set_aside_is_not_removed",
        "tests/sync/test_crawl.py::test_nothing_is_removed_while_a_rejected_record_has_no_id",
    ),
    71: ("tests/sync/test_crawl.py::test_records_that_are_all_rejected_are_an_error",),
    72: ("tests/sync/test_crawl.py::test_a_duplicate_is_drift_and_the_pages_are_read_again",),
    75: (
        "tests/api/test_pages.py::test_ends_where_nothing_new_comes",
        "tests/api/test_pages.py::test_no_number_of_pages_can_make_it_endless",
        "tests/sync/test_feed.py::test_a_feed_that_stands_still_is_an_error",
    ),
    76: ("tests/api/test_pages.py::test_no_number_of_pages_can_make_it_endless",),
    78: ("tests/sync/test_crawl.py::test_an_empty_or_halved_collection_is_not_believed",),
    79: ("tests/sync/test_crawl.py::test_an_empty_or_halved_collection_is_not_believed",),
    81: ("tests/ui/test_terminal.py::test_hostile_records_are_shown_as_what_they_are",),
    82: (
        "tests/domain/test_text.py::test_no_code_point_gets_through_that_steers_hides_or_reorders",
        "tests/ui/test_terminal.py::test_hostile_records_are_shown_as_what_they_are",
    ),
    83: ("tests/domain/test_text.py::test_marks_never_pile_up",),
    85: ("tests/ui/test_terminal.py::test_hostile_records_are_shown_as_what_they_are",),
    86: ("tests/ui/test_terminal.py::test_hostile_records_are_shown_as_what_they_are",),
    89: (
        "tests/storage/test_reader.py::test_a_search_text_is_never_syntax",
        "tests/storage/test_search.py::test_a_partner_is_found_by",
    ),
}

NOT_HERE: dict[int, str] = {
    9: "sleep stops the monotonic clock of a whole machine; the deadline it would meet is tested under 41 and 42",
    10: "power loss cannot be had without a machine to cut; process death at every step is tested instead",
}
