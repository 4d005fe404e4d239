namespace Platform.Server.Data;

/// <summary>Where a node keeps what must survive: the embedded database, files by hash, and the keys that protect cookies.</summary>
internal sealed class DataDirectory(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string Database => Path.Combine(Root, "platform.db");

    public string Files => Path.Combine(Root, "files");

    /// <summary>Uploads on their way into <see cref="Files"/>.</summary>
    public string Incoming => Path.Combine(Files, "incoming");

    /// <summary>Whole cases as files, until whoever had them made has taken them; made again whenever somebody needs one, so they belong to no backup.</summary>
    public string Dossiers => Path.Combine(Root, "dossiers");

    public string Keys => Path.Combine(Root, "keys");

    public void Create()
    {
        Directory.CreateDirectory(Files);
        var keys = Directory.CreateDirectory(Keys);
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }
}
