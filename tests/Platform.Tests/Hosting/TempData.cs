using Platform.Server.Data;

namespace Platform.Tests.Hosting;

/// <summary>A data directory of its own that goes with the test.</summary>
internal sealed class TempData : IDisposable
{
    public DataDirectory Directory { get; } = new(System.IO.Directory.CreateTempSubdirectory("platform-test-").FullName);

    public void Dispose()
    {
        try
        {
            System.IO.Directory.Delete(Directory.Root, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still holds a file; the operating system cleans its temporary folder.
        }
    }
}
