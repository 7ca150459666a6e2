from rag.messages import join_notices


def test_notices_are_joined_in_their_order_and_each_is_said_once():
    assert join_notices("One.", None, "Two.", "", "One.") == "One. Two."
    assert join_notices() is None
    assert join_notices(None, "") is None
