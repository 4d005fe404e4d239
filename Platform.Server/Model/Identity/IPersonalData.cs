namespace Platform.Model.Identity;

/// <summary>
/// Keeps personal data unreadable at rest. A column holds the protected text; where it must be found again, a second column holds the look-up hash.
/// Thread-safe.
/// </summary>
public interface IPersonalData
{
    /// <summary>Encrypts. The result is ASCII, names its key, differs at every call, and is about 4/3 of the UTF-8 length plus 50 characters long.</summary>
    string Protect(string plain);

    /// <param name="plain">UTF-8.</param>
    string Protect(ReadOnlySpan<byte> plain);

    /// <summary>The plain text of <see cref="Protect"/>. Throws when the text was altered or its key is gone.</summary>
    string Unprotect(string stored);

    /// <summary>Whether <paramref name="stored"/> is a text that <see cref="Protect"/> made, judged by its form.</summary>
    bool IsProtected(string stored);

    /// <summary>The plain text of a column that was not always encrypted: what stands there in plain is returned as it is.</summary>
    string Open(string stored) => IsProtected(stored) ? Unprotect(stored) : stored;

    /// <summary>The same as <see cref="Protect(ReadOnlySpan{byte})"/> for a column of bytes: about 50 longer than what it seals.</summary>
    byte[] Seal(ReadOnlySpan<byte> plain);

    /// <summary>What <see cref="Seal"/> was given. Throws when the bytes were altered or their key is gone. Reads the text of <see cref="Protect(string)"/> in UTF-8 too.</summary>
    byte[] Unseal(ReadOnlySpan<byte> stored);

    /// <summary>
    /// Keyed hash of a normalised value, 64 hexadecimal digits, the same at every call.
    /// <paramref name="purpose"/> keeps equal values of different columns apart, e.g. <c>idNumber:111</c>.
    /// </summary>
    string LookupHash(string purpose, string normalised);
}
