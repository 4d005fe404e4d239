using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>
/// The gallery as a locality sees it: the packages beside the program and those that it or a place above offers. Of two with one id the nearest counts; what lies beside the
/// program cannot be covered.
/// </summary>
internal sealed class TemplateShelf(TemplatePackages packages, TemplatePackageStore store, ICommitQueue commits, EffectDispatcher effects, IIdSource ids, TimeProvider clock) : IDisposable
{
    private const int MostPackages = 100;

    /// <summary>Each may have 64 MB.</summary>
    private const int MostKept = 32;

    /// <summary>What was read; a package that is offered anew has another time.</summary>
    private readonly ConcurrentDictionary<(LocalityCode Owner, string Id), (OfferedPackage Offer, TemplatePackage Package)> _read = new();

    /// <summary>Whoever asks at the same time does not unpack the same once more.</summary>
    private readonly SemaphoreSlim _reading = new(1);

    public void Dispose() => _reading.Dispose();

    /// <summary>By id.</summary>
    public async ValueTask<IReadOnlyList<TemplatePackage>> ListAsync(LocalityCode at, CancellationToken ct)
    {
        var nearest = (await store.ListAsync([.. at.SelfAndAncestors()], ct))
            .Where(o => packages.Find(o.Id) is null)
            .GroupBy(o => o.Id, StringComparer.Ordinal)
            .Select(g => g.MaxBy(o => o.Owner.Level)!);
        var offered = new List<TemplatePackage>();
        foreach (var offer in nearest)
        {
            if (await ReadAsync(offer, ct) is { } package)
            {
                offered.Add(package);
            }
        }

        return [.. packages.All.Concat(offered).OrderBy(p => p.Manifest.Id, StringComparer.Ordinal)];
    }

    public async ValueTask<TemplatePackage?> FindAsync(string id, LocalityCode at, CancellationToken ct) => (await ListAsync(at, ct)).FirstOrDefault(p => p.Manifest.Id == id);

    /// <summary>Reads a package file and says whether it could be offered; nothing is written.</summary>
    /// <returns>Refused as <c>template.offerForbidden</c>, as <see cref="TemplatePackage.Of"/> refuses, as <c>template.idTaken</c>, <c>template.versionTaken</c> or <c>template.manyPackages</c>.</returns>
    public async ValueTask<Result<TemplatePackage>> LookAsync(Actor actor, LocalityCode owner, ReadOnlyMemory<byte> zip, CancellationToken ct)
    {
        if (!MayOffer(actor, owner))
        {
            return Problem.Forbidden("template.offerForbidden", ("value", owner.Value));
        }

        var read = ZipFolder.Read(zip).Then(TemplatePackage.Of);
        if (!read.TryGet(out var package))
        {
            return read;
        }

        var (id, version) = (package.Manifest.Id, package.Manifest.Version);
        if (packages.Find(id) is not null)
        {
            return Problem.Conflict("template.idTaken", ("value", id));
        }

        return Compare(await store.ListAsync([owner], ct), await store.FindAsync(owner, id, ct), id, version, zip).Then<TemplatePackage>(_ => package with { Owner = owner });
    }

    /// <summary>Whether the very file is there already; refused where something else stands in its place.</summary>
    /// <param name="own">What the locality offers.</param>
    /// <param name="content">Of what it offers under this id.</param>
    private static Result<bool> Compare(IReadOnlyList<OfferedPackage> own, byte[]? content, string id, string version, ReadOnlyMemory<byte> zip)
    {
        if (own.FirstOrDefault(o => o.Id == id) is not { } before)
        {
            return own.Count >= MostPackages ? Problem.Conflict("template.manyPackages", ("expected", MostPackages)) : false;
        }

        var same = content.AsSpan().SequenceEqual(zip.Span);
        return same || PackageRules.IsLater(version, before.Version) ? same : Problem.Conflict("template.versionTaken", ("value", version), ("expected", before.Version));
    }

    /// <summary>Puts a package file into the gallery of a locality and those below. The same file again changes nothing. Refused as <see cref="LookAsync"/> is.</summary>
    public async ValueTask<Result<TemplatePackage>> OfferAsync(Actor actor, LocalityCode owner, ReadOnlyMemory<byte> zip, CancellationToken ct)
    {
        var look = await LookAsync(actor, owner, zip, ct);
        if (!look.TryGet(out var package))
        {
            return look;
        }

        var manifest = package.Manifest;
        var offered = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                // Somebody else may have offered another one since it was looked at.
                var compared = Compare(await TemplatePackageStore.ListAsync(transaction, owner, token), await TemplatePackageStore.FindAsync(transaction, owner, manifest.Id, token), manifest.Id, manifest.Version, zip);
                if (!compared.TryGet(out var isThere) || isThere)
                {
                    return compared.Then<Done>(_ => Done.It);
                }

                var now = clock.GetUtcNow();
                await TemplatePackageStore.PutAsync(transaction, owner, manifest.Id, manifest.Version, zip.ToArray(), actor.Name, now, token);
                await NoteAsync(transaction, actor, owner, "template.offered", manifest.Id, new { version = manifest.Version, definitions = manifest.Contents.Count }, now, token);
                return Done.It;
            },
            ct);
        _read.TryRemove((owner, manifest.Id), out _);
        return offered.Then<TemplatePackage>(_ => package);
    }

    /// <summary>Takes a package out of the gallery; what was installed of it stays. Refused as <c>template.offerForbidden</c> or <c>template.notOffered</c>.</summary>
    public async ValueTask<Result<Done>> WithdrawAsync(Actor actor, LocalityCode owner, string id, CancellationToken ct)
    {
        if (!MayOffer(actor, owner))
        {
            return Problem.Forbidden("template.offerForbidden", ("value", owner.Value));
        }

        var withdrawn = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                if (!await TemplatePackageStore.DeleteAsync(transaction, owner, id, token))
                {
                    return Problem.NotFound("template.notOffered", ("value", id));
                }

                await NoteAsync(transaction, actor, owner, "template.withdrawn", id, new { }, clock.GetUtcNow(), token);
                return Done.It;
            },
            ct);
        _read.TryRemove((owner, id), out _);
        return withdrawn;
    }

    /// <summary>Whoever may put definitions in force there and install packages: what is offered reaches the places below.</summary>
    public static bool MayOffer(Actor actor, LocalityCode owner) => actor.May(Permissions.TemplatesInstall, owner) && actor.May(Permissions.DefinitionsPublish, owner);

    private async ValueTask<TemplatePackage?> ReadAsync(OfferedPackage offer, CancellationToken ct)
    {
        var name = (offer.Owner, offer.Id);
        if (_read.TryGetValue(name, out var known) && known.Offer == offer)
        {
            return known.Package;
        }

        await _reading.WaitAsync(ct);
        try
        {
            if (_read.TryGetValue(name, out known) && known.Offer == offer)
            {
                return known.Package;
            }

            // It was read before it was taken; one that went meanwhile is not there.
            if (await store.FindAsync(offer.Owner, offer.Id, ct) is not { } content || !ZipFolder.Read(content).Then(TemplatePackage.Of).TryGet(out var read))
            {
                return null;
            }

            foreach (var other in _read.Keys.Where(k => k != name).Skip(MostKept - 1))
            {
                _read.TryRemove(other, out _);
            }

            var package = read with { Owner = offer.Owner };
            _read[name] = (offer, package);
            return package;
        }
        finally
        {
            _reading.Release();
        }
    }

    private ValueTask NoteAsync(System.Data.Common.DbTransaction transaction, Actor actor, LocalityCode owner, string act, string id, object detail, DateTimeOffset now, CancellationToken ct) => effects.ApplyAsync(
        new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, act, $"template:{id}", owner, JsonSerializer.Serialize(detail, ModelJson.Options)), new EffectScope(transaction, now, owner), ct);
}
