using System.Text;

namespace Platform.Model.Forms;

/// <summary>Reads a pattern once from left to right, refuses what means something else or nothing in the other dialect, and writes it for .NET.</summary>
internal sealed class PatternReader(string pattern)
{
    private const string EscapableAnywhere = @"^$\.*+?()[]{}|/";
    private const string Controls = "tnrfv";

    private readonly StringBuilder _written = new(pattern.Length + 16);
    private int _at;
    private bool _inClass;

    /// <summary>Null when the pattern is not in the common part. Whether groups and classes are closed is left to the compiler.</summary>
    public string? TryTranslate()
    {
        while (_at < pattern.Length)
        {
            if (!(pattern[_at] == '\\' ? TakeEscape() : _inClass ? TakeInClass() : Take()))
            {
                return null;
            }
        }

        return _written.ToString();
    }

    /// <summary>\d and \w are ASCII in ECMAScript, so they are spelled out.</summary>
    private bool TakeEscape()
    {
        var escaped = _at + 1 < pattern.Length ? pattern[_at + 1] : '\0';
        var spelled = escaped switch
        {
            'd' => _inClass ? "0-9" : "[0-9]",
            'w' => _inClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]",
            'D' when !_inClass => "[^0-9]",
            'W' when !_inClass => "[^A-Za-z0-9_]",
            's' or 'S' => $@"\{escaped}",
            '-' when _inClass => @"\-",
            '/' => "/",
            _ when escaped != '\0' && (EscapableAnywhere + Controls).Contains(escaped, StringComparison.Ordinal) => $@"\{escaped}",
            'u' when IsHex(_at + 2) => pattern.Substring(_at, 6),
            _ => null,
        };
        _at += escaped == 'u' ? 6 : 2;
        _written.Append(spelled);
        return spelled is not null;
    }

    /// <summary>.NET reads a bracket in a class as a subtraction in some places.</summary>
    private bool TakeInClass()
    {
        var c = pattern[_at++];
        _inClass = c != ']';
        _written.Append(c);
        return c != '[';
    }

    private bool Take()
    {
        var c = pattern[_at];
        if (c == '{')
        {
            return TakeCount();
        }

        _inClass = c == '[';
        _at++;
        _written.Append(c);
        return c switch
        {
            '(' => _at >= pattern.Length || pattern[_at] != '?' || (_at + 1 < pattern.Length && pattern[_at + 1] == ':'),
            ']' or '}' => false,
            _ => true,
        };
    }

    /// <summary>{n}, {n,} or {n,m}; a brace that counts nothing is a text in .NET and an error in ECMAScript.</summary>
    private bool TakeCount()
    {
        var end = pattern.IndexOf('}', _at);
        var count = end < 0 ? [] : pattern[(_at + 1)..end].Split(',');
        if (count.Length is 0 or > 2 || !IsNumber(count[0]) || (count.Length == 2 && count[1].Length > 0 && !IsNumber(count[1])))
        {
            return false;
        }

        _written.Append(pattern, _at, end + 1 - _at);
        _at = end + 1;
        return true;
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 5 && text.All(char.IsAsciiDigit);

    private bool IsHex(int start) => start + 4 <= pattern.Length && pattern.Substring(start, 4).All(char.IsAsciiHexDigit);
}
