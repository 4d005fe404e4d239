namespace Platform.Tests.Hostile;

/// <summary>Text that means something to a layer it must never reach.</summary>
internal static class HostileText
{
    public const string Script = "<script>alert('x')</script>";

    public const string Attribute = "\" autofocus onfocus=\"alert(1)";

    public const string Sql = "Robert'); drop table case_file;--";

    public const string Liquid = "{{ case.number }}{% for i in (1..1000000) %}{{ i }}{% endfor %}";

    public const string JavaScript = "${7*7}{{7*7}}`\\u0022`";

    /// <summary>Values for one parameter or one text of a body.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Script, Attribute, Sql, Liquid, JavaScript,
        "", " ", "\0", "a\0b", "\u0001\u001f\u007f", "\u202egnp.exe", "\ufeff", "\ufffe", "e\u0301\u0302\u0303", "𠮷𠮷", "👩‍👩‍👧‍👧", "\\ud800",
        "../../../../etc/passwd", "..%2f..%2f", "%00", "%", "'", "\"", "`", ";", "--", "/*", "*", "_", "%25", "~", "null", "undefined", "NaN", "true", "[]", "{}",
        "-1", "0", "-0", "1e999", "99999999999999999999", "0x1F", "１２３", "2026-02-30", "9999-12-31", "0001-01-01", "00000000-0000-0000-0000-000000000000",
        "AAAA", "////", "====", "Y3Vyc29y", "LTF8YWJj", new string('A', 3_000),
    ];
}
