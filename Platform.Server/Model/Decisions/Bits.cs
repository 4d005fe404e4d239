namespace Platform.Model.Decisions;

/// <summary>A set of small numbers. Immutable; two with the same numbers of the same size are equal.</summary>
internal sealed class Bits : IEquatable<Bits>
{
    private const int Word = 64;

    private readonly ulong[] _words;

    private Bits(ulong[] words) => _words = words;

    /// <param name="size">Numbers are below it.</param>
    public static Bits Of(int size, IEnumerable<int> numbers)
    {
        var words = new ulong[(size + Word - 1) / Word];
        foreach (var number in numbers)
        {
            words[number / Word] |= 1UL << (number % Word);
        }

        return new(words);
    }

    public bool IsEmpty => Array.TrueForAll(_words, w => w == 0);

    public int Count => _words.Sum(w => System.Numerics.BitOperations.PopCount(w));

    public bool Has(int number) => (_words[number / Word] & (1UL << (number % Word))) != 0;

    public Bits And(Bits other)
    {
        var words = new ulong[_words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = _words[i] & other._words[i];
        }

        return new(words);
    }

    /// <summary>The lowest number in both; null when there is none.</summary>
    public int? FirstCommon(Bits other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & other._words[i]) is not 0 and var both)
            {
                return (i * Word) + System.Numerics.BitOperations.TrailingZeroCount(both);
            }
        }

        return null;
    }

    public bool Equals(Bits? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    public override bool Equals(object? obj) => Equals(obj as Bits);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }
}
