using LensGrains.Api.Hosting;
using LensGrains.Silo;

if (UpOptions.Parse(args, out var exitCode) is not { } options)
{
    return exitCode;
}

await using var app = LensGrainsServer.Build(options);
string? link;
try
{
    await app.Services.GetRequiredService<StorageGate>().PassAsync();
    link = await app.SignInOwnerAsync(options);
    await app.StartAsync();
}
catch (Exception error) when (StartRefusal.Of(error, options) is { } reason)
{
    Console.Error.WriteLine($"lens: {reason}");
    return 1;
}

var url = app.Url();
Console.WriteLine($"listening on {url}");
if (link is not null)
{
    Console.WriteLine($"{url}/?token={link}");
}

await app.WaitForShutdownAsync();
return 0;
