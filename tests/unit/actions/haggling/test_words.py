from actions.haggling.words import needs_person, others_are_cheaper, wants_manager


def test_words_of_a_haggle() -> None:
    assert others_are_cheaper("楼下那家店同款才八十")
    assert not others_are_cheaper("我家人多，便宜点")
    assert needs_person("能给我们绣个LOGO吗")
    assert not needs_person("五件怎么卖")


def test_taking_up_the_manager_is_told_from_declining() -> None:
    assert wants_manager("好的，帮我问问")
    assert not wants_manager("不用问店长了")
    assert not wants_manager("我再想想")
