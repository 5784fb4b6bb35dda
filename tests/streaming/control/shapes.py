"""Whatever a struct allows: values for Hypothesis, from its types and their bounds."""

from hypothesis import strategies as st
from msgspec import inspect

Type = inspect.Type


def made(kind: type) -> st.SearchStrategy:
    """Any struct of this type."""
    return _struct(inspect.type_info(kind))


def _struct(shape: Type) -> st.SearchStrategy:
    fields = {}
    for field in shape.fields:
        given = value(field.type)
        if not field.required:
            given |= st.just(field.default)
        fields[field.name] = given
    return st.builds(shape.cls, **fields)


def value(shape: Type) -> st.SearchStrategy:
    match shape:
        case inspect.StrType():
            characters = st.characters(exclude_categories=["Cs"])
            return st.text(characters, max_size=min(shape.max_length or 60, 60))
        case inspect.IntType():
            return st.integers(shape.ge, shape.le)
        case inspect.FloatType():
            return st.floats(allow_nan=False, allow_infinity=False)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.VarTupleType():
            return st.lists(value(shape.item_type), max_size=4).map(tuple)
        case inspect.UnionType():
            return st.one_of([value(one) for one in shape.types])
        case inspect.StructType():
            return _struct(shape)
    raise TypeError(f"{shape} is new: say here what it allows")
