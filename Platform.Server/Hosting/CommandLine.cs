namespace Platform.Server.Hosting;

/// <summary>Words first, then options: <c>user add zhang.wei --data DIR --admin</c>. An option without a value is a flag; a known flag takes only <c>true</c> or <c>false</c>.</summary>
internal sealed record CommandLine(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options)
{
    private static readonly HashSet<string> Flags = new(StringComparer.Ordinal) { "demo", "no-demo", "help", "dry-run", "drafts", "preview", "publish", "take-in" };

    public bool Has(string option) => Options.ContainsKey(option);

    /// <summary>Whether a flag was given, and not as <c>false</c>.</summary>
    public bool IsOn(string flag) => Get(flag) is "true";

    public string? Get(string option) => Options.GetValueOrDefault(option);

    /// <summary>The words after the command's name.</summary>
    public IReadOnlyList<string> After(string command) => [.. Words.Skip(command.Split(' ').Length)];

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(args[i]);
                continue;
            }

            var name = args[i][2..];
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                options[name[..equals]] = name[(equals + 1)..];
            }
            else if (i + 1 < args.Count && (Flags.Contains(name) ? args[i + 1] is "true" or "false" : !args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                options[name] = args[++i];
            }
            else
            {
                options[name] = "true";
            }
        }

        return new CommandLine(words, options);
    }
}
