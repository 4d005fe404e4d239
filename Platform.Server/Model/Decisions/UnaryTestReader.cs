using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Platform.Model.Decisions;

/// <summary>Why a cell cannot be read.</summary>
/// <param name="Position">Characters before the place, from 0.</param>
/// <param name="Found">What stands there; empty at the end of the cell.</param>
/// <param name="Expected">What could stand there, as it is written in a cell.</param>
public sealed record CellFault(int Position, string Found, string Expected)
{
    /// <summary>A name stands where a value should.</summary>
    public bool IsName { get; init; }
}

/// <summary>
/// Reads cells: <c>-</c>, <c>"a","b"</c>, <c>not(…)</c>, <c>&lt; 5</c>, <c>[1..10)</c>, <c>]1..10]</c>, <c>18..60</c>, numbers, texts, <c>date("2026-01-01")</c>
/// or <c>@"2026-01-01"</c>, <c>true</c>, <c>false</c>, <c>null</c>. An empty cell is <c>-</c>.
/// </summary>
public sealed class UnaryTestReader
{
    /// <summary>Characters of one cell.</summary>
    public const int Longest = 4_000;

    private const string Literal = "123, \"…\", date(\"2026-01-01\"), true, false, null";

    private readonly string _text;
    private readonly DecisionType _type;
    private int _at;

    private UnaryTestReader(string text, DecisionType type) => (_text, _type) = (text, type);

    /// <summary>A cell of an input.</summary>
    public static bool TryReadTests(string text, DecisionType type, [NotNullWhen(true)] out UnaryTests? tests, [NotNullWhen(false)] out CellFault? fault) =>
        TryRead(text, type, reader => reader.Tests(), out tests, out fault);

    /// <summary>A cell of an output: one value.</summary>
    public static bool TryReadValue(string text, DecisionType type, [NotNullWhen(true)] out DecisionValue? value, [NotNullWhen(false)] out CellFault? fault) =>
        TryRead(text, type, reader => reader.Value(), out value, out fault);

    /// <summary>Values with commas between, as the allowed values of an output.</summary>
    public static bool TryReadValues(string text, DecisionType type, [NotNullWhen(true)] out IReadOnlyList<DecisionValue>? values, [NotNullWhen(false)] out CellFault? fault) =>
        TryRead(text, type, reader => reader.Many(reader.Value), out values, out fault);

    private static bool TryRead<T>(string text, DecisionType type, Func<UnaryTestReader, T> read, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out CellFault? fault)
        where T : class
    {
        (value, fault) = (null, text.Length > Longest ? new CellFault(Longest, "", $"≤ {Longest}") : null);
        if (fault is not null)
        {
            return false;
        }

        var reader = new UnaryTestReader(text, type);
        try
        {
            value = read(reader);
            reader.End();
            return true;
        }
        catch (Unreadable e)
        {
            (value, fault) = (null, e.Fault);
            return false;
        }
    }

    private UnaryTests Tests()
    {
        Blanks();
        if (_at == _text.Length)
        {
            return UnaryTests.Irrelevant;
        }

        if (_text[_at] == '-' && !IsDigit(_at + 1) && !(At(_at + 1) == '.' && IsDigit(_at + 2)))
        {
            _at++;
            return UnaryTests.Irrelevant;
        }

        if (!Word("not"))
        {
            return new UnaryTests.Some(Many(Test), Negated: false);
        }

        Take('(');
        var tests = Many(Test);
        Take(')');
        return new UnaryTests.Some(tests, Negated: true);
    }

    private List<T> Many<T>(Func<T> one)
    {
        var all = new List<T> { one() };
        while (TryTake(','))
        {
            all.Add(one());
        }

        return all;
    }

    private UnaryTest Test()
    {
        Blanks();
        switch (At(_at))
        {
            case '<':
                _at++;
                return new UnaryTest.Compares(TryTakeAtOnce('=') ? Comparison.LessOrEqual : Comparison.Less, Bound());
            case '>':
                _at++;
                return new UnaryTest.Compares(TryTakeAtOnce('=') ? Comparison.GreaterOrEqual : Comparison.Greater, Bound());
            case '[' or ']' or '(':
                return Interval(_text[_at++] != '[');
        }

        var start = _at;
        var value = Value();
        if (!TryTakeDots())
        {
            return new UnaryTest.Is(value);
        }

        Order(value, start);
        return Closed(start, value, fromOpen: false, Bound(), toOpen: false);
    }

    private UnaryTest.Between Interval(bool fromOpen)
    {
        var start = _at - 1;
        var from = Bound();
        if (!TryTakeDots())
        {
            throw Expected("..");
        }

        var to = Bound();
        Blanks();
        if (At(_at) is not (']' or ')' or '['))
        {
            throw Expected("], ) or [");
        }

        return Closed(start, from, fromOpen, to, _text[_at++] != ']');
    }

    private UnaryTest.Between Closed(int start, DecisionValue from, bool fromOpen, DecisionValue to, bool toOpen)
    {
        var order = DecisionValue.Compare(from, to);
        return order < 0 || (order == 0 && !fromOpen && !toOpen)
            ? new UnaryTest.Between(from, fromOpen, to, toOpen)
            : throw new Unreadable(new CellFault(start, _text[start.._at], $"{from} < {to}"));
    }

    /// <summary>A value that others can be before or after.</summary>
    private DecisionValue Bound()
    {
        Blanks();
        var start = _at;
        var value = Value();
        Order(value, start);
        return value;
    }

    private void Order(DecisionValue value, int start)
    {
        if (value is not (DecisionValue.Number or DecisionValue.Date))
        {
            throw new Unreadable(new CellFault(start, _text[start.._at], "123, date(\"2026-01-01\")"));
        }
    }

    private DecisionValue Value()
    {
        Blanks();
        var start = _at;
        var value = At(_at) switch
        {
            '"' => new DecisionValue.Text(Quoted()),
            '@' => DayAfterSign(),
            '-' or '.' or (>= '0' and <= '9') => Number(),
            _ when Word("true") => new DecisionValue.Truth(true),
            _ when Word("false") => new DecisionValue.Truth(false),
            _ when Word("null") => DecisionValue.Missing,
            _ when Word("date") => DayInBrackets(),
            var first when char.IsLetter(first) || first == '_' => throw Named(),
            _ => throw Expected(Literal),
        };
        return value.Fits(_type) ? value : throw new Unreadable(new CellFault(start, _text[start.._at], Example(_type)));
    }

    private DecisionValue.Date DayAfterSign()
    {
        _at++;
        return Day();
    }

    private DecisionValue.Date DayInBrackets()
    {
        Take('(');
        var day = Day();
        Take(')');
        return day;
    }

    private DecisionValue.Date Day()
    {
        Blanks();
        var start = _at;
        if (At(_at) != '"')
        {
            throw Expected("\"2026-01-01\"");
        }

        var written = Quoted();
        return DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DecisionValue.Date(day)
            : throw new Unreadable(new CellFault(start, written, "2026-01-01"));
    }

    private DecisionValue.Number Number()
    {
        var start = _at;
        _at += At(_at) == '-' ? 1 : 0;
        while (IsDigit(_at))
        {
            _at++;
        }

        if (At(_at) == '.' && IsDigit(_at + 1))
        {
            _at++;
            while (IsDigit(_at))
            {
                _at++;
            }
        }

        var digits = _text[start.._at];
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && digits.Count(char.IsAsciiDigit) <= 28
            ? new DecisionValue.Number(number)
            : throw new Unreadable(new CellFault(start, digits, "123.45"));
    }

    private string Quoted()
    {
        var text = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] == '"')
            {
                _at++;
                return text.ToString();
            }

            text.Append(_text[_at] == '\\' ? Escaped() : _text[_at]);
        }

        throw Expected("\"");
    }

    /// <summary>Stands at its last character afterwards.</summary>
    private char Escaped()
    {
        _at++;
        switch (At(_at))
        {
            case '"' or '\\' or '\'':
                return _text[_at];
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 < _text.Length && ushort.TryParse(_text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw Expected("\\\" \\\\ \\n \\r \\t \\u4E00");
        }
    }

    private void End()
    {
        Blanks();
        if (_at < _text.Length)
        {
            throw Expected(",");
        }
    }

    private bool Word(string word)
    {
        Blanks();
        var end = _at + word.Length;
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0 || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_')))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private void Take(char character)
    {
        if (!TryTake(character))
        {
            throw Expected(character.ToString());
        }
    }

    private bool TryTake(char character)
    {
        Blanks();
        return TryTakeAtOnce(character);
    }

    private bool TryTakeAtOnce(char character)
    {
        if (At(_at) != character)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TryTakeDots()
    {
        Blanks();
        if (At(_at) != '.' || At(_at + 1) != '.')
        {
            return false;
        }

        _at += 2;
        return true;
    }

    private void Blanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private char At(int position) => position < _text.Length ? _text[position] : '\0';

    private bool IsDigit(int position) => char.IsAsciiDigit(At(position));

    private Unreadable Named()
    {
        var end = _at;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '.' or '('))
        {
            end++;
        }

        return new(new CellFault(_at, _text[_at..end], Literal) { IsName = true });
    }

    private Unreadable Expected(string expected) => new(new CellFault(_at, _at < _text.Length ? _text[_at..Math.Min(_text.Length, _at + 20)] : "", expected));

    private static string Example(DecisionType type) => type switch
    {
        DecisionType.Text => "\"…\"",
        DecisionType.Number => "123.45",
        DecisionType.Integer => "123",
        DecisionType.Date => "date(\"2026-01-01\")",
        DecisionType.Boolean => "true, false",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type."),
    };

    /// <summary>Leaves the reader at once, from wherever it is.</summary>
    private sealed class Unreadable(CellFault fault) : FormatException
    {
        public CellFault Fault { get; } = fault;
    }
}
