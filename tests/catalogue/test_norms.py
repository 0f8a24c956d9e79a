from bluevitaal_es.catalogue import catalogue

NORMS = catalogue().norms


def test_gives_three_working_days_to_send_a_referral() -> None:
    assert NORMS.referral_send_working_days == 3


def test_holds_the_agreed_times() -> None:
    assert NORMS.consult_or_refer_working_days == 5
    assert NORMS.safety_task_minutes == 60
    assert (NORMS.intake_days, NORMS.intake_hard_days) == (7, 14)
    assert NORMS.assignment_working_days == 2
    assert NORMS.referral_answer_days == 14
    assert (NORMS.evaluation_talks, NORMS.evaluation_weeks) == (5, 6)
    assert NORMS.talk_recording_working_days == 1
    assert NORMS.client_draft_days == 14


def test_hides_small_groups() -> None:
    assert (NORMS.small_cell_external, NORMS.small_cell_internal) == (10, 5)
