using LensGrains.Imaging.Bench;

return args switch
{
    ["speed"] => Speed.Run(),
    ["sheet", var kind, var path, ..] => Sheets.Run(kind, path),
    ["export-sim", var folder, var count, var prevalence] => Exports.Simulated(folder, count, prevalence),
    ["export-files", var list, var output] => Exports.Files(list, output),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("speed | sheet KIND FILE.png | export-sim FOLDER COUNT PREVALENCE | export-files LIST.txt OUT.npy");
    return 2;
}
